import { withoutResizeSignals } from '../lib/signals';
import { say } from './say';

const CTRL_C = '\u0003';
/** Exit code of a command that Ctrl-C stopped. */
export const STOPPED = 130;

/**
 * Runs work that Ctrl-C can stop. On a terminal, the key is read from the keyboard, because no
 * signal may be handled while TensorFlow computes (`lib/signals.ts`). The first Ctrl-C aborts the
 * signal that `work` receives. The second one ends the process. If standard input is not a
 * terminal, SIGINT ends the process at once, and a training run keeps its last checkpoint.
 *
 * @param stopping called at the first Ctrl-C
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

/** Prints that training stops after this step. */
export function sayStopping(): void {
  say('Stopping after this step. Ctrl-C again ends at once.', process.stderr);
}
