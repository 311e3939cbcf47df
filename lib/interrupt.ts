/**
 * How long work is stopped: every long loop of the library calls `await pause(signal)` between steps.
 * The pause lets the event loop read what came in meanwhile (Ctrl-C, the notebook's stop button) and throws
 * when the work was stopped.
 *
 * Inside a notebook nobody has to pass a signal: the kernel puts the running cell's signal under `CELL_SIGNAL`.
 */
export const CELL_SIGNAL = Symbol.for('sentiment-lab.cell-signal');

/** Returns the signal of the notebook cell that is running, or undefined outside a notebook. */
export function cellSignal(): AbortSignal | undefined {
  return (globalThis as { [CELL_SIGNAL]?: AbortSignal })[CELL_SIGNAL];
}

/**
 * Yields to the event loop once.
 *
 * @throws the signal's reason (an `AbortError` unless the caller gave another) when the work was stopped.
 */
export async function pause(signal: AbortSignal | undefined = cellSignal()): Promise<void> {
  await new Promise<void>((resume) => setImmediate(resume));
  signal?.throwIfAborted();
}
