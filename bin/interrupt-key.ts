import { withoutResizeSignals } from '../lib/signals';
import { say } from './say';

const CTRL_C = '\u0003';
/** Exit code of a program that Ctrl-C ended. */
export const STOPPED = 130;

/**
 * Runs work that Ctrl-C stops in good order. On a terminal the key is read from the keyboard, as no signal may be handled
 * while TensorFlow computes (`lib/signals.ts`): the first one aborts the signal that `work` is given, the second one ends
 * the process. Where standard input is no terminal, SIGINT ends the process at once, and what was saved last is what
 * remains: of a training run, its last regular checkpoint.
 *
 * @param stopping is called at the first Ctrl-C
 */
export async function withInterruptKey<T>(
  work: (signal: AbortSignal | undefined) => Promise<T>,
  stopping: () => void = () => {},
): Promise<T> {
  const { stdin } = process;
  if (!stdin.isTTY) return withoutResizeSignals(() => work(undefined));
  const stop = new AbortController();
  const read = (keys: Buffer) => {
    if (!keys.includes(CTRL_C)) return;
    if (stop.signal.aborted) process.exit(STOPPED);
    stop.abort();
    stopping();
  };
  stdin.setRawMode(true);
  stdin.on('data', read);
  try {
    return await withoutResizeSignals(() => work(stop.signal));
  } finally {
    stdin.off('data', read);
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** Says what the first Ctrl-C does to a long training. */
export function sayStopping(): void {
  say('Stopping after this step; Ctrl-C again ends at once.', process.stderr);
}
