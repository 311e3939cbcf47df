import { Socket } from 'node:net';
import { withoutResizeSignals } from '../lib/signals';
import { say } from './say';
import { exitCode } from './supervise.cjs';

/** Exit code of a command that Ctrl-C stopped. */
export const STOPPED = 130;

/** The work that can be stopped now. */
let running: { stop: AbortController; stopping(signal: string): void } | undefined;
let code = STOPPED;

/**
 * Runs work that a signal can stop, between two steps: the signal aborts `signal`. Signals arrive
 * as messages of `supervise.cjs`, because no signal may be handled while TensorFlow computes
 * (`lib/signals.ts`). Without that process, a signal ends this one at once, and a training run
 * keeps its last checkpoint.
 *
 * @param stopping called with the name of the signal
 */
export async function withStopSignal<T>(
  work: (signal: AbortSignal) => Promise<T>,
  stopping: (signal: string) => void = () => {},
): Promise<T> {
  const stop = new AbortController();
  running = { stop, stopping };
  try {
    return await withoutResizeSignals(() => work(stop.signal));
  } finally {
    running = undefined;
  }
}

/**
 * Runs work that a signal stops, in a process that computes nothing. It may handle signals itself
 * (`lib/signals.ts`), and it has to: the first process of a container ignores those that it does not
 * handle. When the work has stopped, or at a second signal, the process exits with 130 or 143.
 *
 * @param given stops the work in place of signals to this process
 * @param stopped is printed when the work has stopped
 */
export async function withOwnSignal<T>(
  given: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  stopped: string,
): Promise<T> {
  const stop = new AbortController();
  const signal = given ?? stop.signal;
  const interrupt = (name: NodeJS.Signals) => {
    if (signal.aborted) process.exit(code);
    code = exitCode(name);
    stop.abort();
  };
  const names: readonly NodeJS.Signals[] = given ? [] : ['SIGINT', 'SIGTERM'];
  for (const name of names) process.on(name, interrupt);
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    say(stopped, process.stderr);
    return process.exit(code);
  } finally {
    for (const name of names) process.off(name, interrupt);
  }
}

/** Returns the exit code of work that was stopped: 130 after Ctrl-C, 143 after SIGTERM. */
export function stopCode(): number {
  return code;
}

/**
 * Stops the running work as a signal does, and returns whether there is any.
 *
 * @param signal its name, which gives the exit code
 */
export function stopWork(signal: string): boolean {
  if (!running) return false;
  const { stop, stopping } = running;
  if (stop.signal.aborted) return true;
  code = exitCode(signal);
  stopping(signal);
  stop.abort();
  return true;
}

/** Reads signals from `supervise.cjs`, if it started this process. */
export function listenToSupervisor(): void {
  const descriptor = process.env.SENTIMENT_SUPERVISED;
  if (!descriptor) return;
  delete process.env.SENTIMENT_SUPERVISED; // not for processes that this one starts
  const stop = (signal: string) => {
    if (!stopWork(signal)) process.exit(exitCode(signal));
  };
  const channel = new Socket({ fd: Number(descriptor), readable: true, writable: false });
  channel.on('data', (names) => stop(names.toString().split('\n')[0]!));
  channel.on('close', () => stop('SIGHUP')); // the other process was killed
  channel.on('error', () => {});
  channel.unref();
}

/** Prints that training stops after this step. */
export function sayStopping(signal: string): void {
  if (signal === 'SIGINT') say('Stopping after this step. Ctrl-C again ends at once.', process.stderr);
  else if (signal !== 'SIGPIPE') say(`${signal}: stopping after this step.`, process.stderr);
}
