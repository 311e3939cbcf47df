/**
 * Keeps output below the limits of JupyterLab. Its server drops what exceeds 1,000 messages or 1 MB
 * of text a second, counted over three seconds. So a cell that prints more waits, as a program does
 * that writes to a slow terminal.
 */

/** The pace of output. */
export interface Pace {
  /** Blocks until a message may be sent. A stop of the cell ends the wait. */
  wait(bytes: number): void;
  /** Forgets what was sent, as the server does when the kernel becomes idle. */
  forget(): void;
}

/**
 * What may be sent at once, and then a second. At half of the limit a busy server keeps up, too.
 */
const MESSAGES = { atOnce: 1000, perSecond: 500 };
const BYTES = { atOnce: 1e6, perSecond: 5e5 };

/**
 * Returns a pace.
 *
 * @param stop not 0 at index 0 while a cell is to stop
 */
export function outputPace(stop: Int32Array): Pace {
  let messages = 0;
  let bytes = 0;
  let at = 0;

  /** Lets what was sent count less, the longer ago it was. */
  function pass(): void {
    const now = performance.now();
    const seconds = (now - at) / 1000;
    at = now;
    messages = Math.max(0, messages - seconds * MESSAGES.perSecond);
    bytes = Math.max(0, bytes - seconds * BYTES.perSecond);
  }

  return {
    wait(size) {
      pass();
      const seconds = Math.max(
        (messages + 1 - MESSAGES.atOnce) / MESSAGES.perSecond,
        (bytes + size - BYTES.atOnce) / BYTES.perSecond,
      );
      if (seconds > 0) {
        Atomics.wait(stop, 0, 0, seconds * 1000);
        pass();
      }
      messages += 1;
      bytes += size;
    },
    forget() {
      messages = 0;
      bytes = 0;
    },
  };
}
