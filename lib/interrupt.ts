/**
 * How long-running work is stopped: every long loop of the library calls `await pause(signal)`
 * between steps. The pause lets the event loop handle events (Ctrl-C, the notebook's stop button),
 * and throws when the work was stopped.
 *
 * In a notebook no signal has to be passed: the kernel defines the signal of the running cell as
 * the global `CELL_SIGNAL`.
 */
export const CELL_SIGNAL = Symbol.for('sentiment-lab.cell-signal');

/** Returns the signal of the notebook cell that is running, or undefined outside a notebook. */
export function cellSignal(): AbortSignal | undefined {
  return (globalThis as { [CELL_SIGNAL]?: AbortSignal })[CELL_SIGNAL];
}

/**
 * Yields to the event loop once.
 *
 * @param signal default: that of the running notebook cell
 * @throws the signal's reason when the work was stopped, by default an `AbortError`
 */
export async function pause(signal: AbortSignal | undefined = cellSignal()): Promise<void> {
  await new Promise<void>((resume) => {
    if (typeof setImmediate === 'function') setImmediate(resume);
    else setTimeout(resume); // in a browser
  });
  signal?.throwIfAborted();
}

/**
 * Waits.
 *
 * @throws the signal's reason as soon as the work is stopped
 */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
