import { Socket } from 'node:net';
import { ProcessStopped } from '../lib/computing-process';
import { withoutResizeSignals } from '../lib/signals';
import { complain, say } from './say';
import { exitCode } from './supervise.cjs';

/** The work that can be stopped now. Work within work replaces it until it ends. */
let running: { stop: AbortController; stopping(signal: string): void } | undefined;
let code = exitCode('SIGINT');

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
  const before = running;
  const stop = new AbortController();
  running = { stop, stopping };
  try {
    return await withoutResizeSignals(() => work(stop.signal));
  } finally {
    running = before;
  }
}

/**
 * Runs work that SIGTERM and Ctrl-C stop, in a process that computes nothing itself, and so may
 * handle signals (`lib/signals.ts`). It has to: the first process of a container ignores what it
 * does not handle. Once the work is stopped, the process ends with 130 or 143; at the second
 * signal, at once. A signal that first ended one of its child processes has stopped it, too.
 *
 * @param stopped what is printed then, or a function that ends the work and returns it
 */
export async function stoppable<T>(
  work: (signal: AbortSignal) => Promise<T>,
  stopped: string | (() => Promise<string>) = 'Stopped. The same command goes on.',
): Promise<T> {
  let own: AbortSignal | undefined;
  const interrupt = (name: NodeJS.Signals) => {
    if (own?.aborted) process.exit(stopCode());
    stopWork(name);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, interrupt);
  try {
    return await withStopSignal((signal) => {
      own = signal;
      return work(signal);
    });
  } catch (error) {
    if (error instanceof ProcessStopped) code = exitCode(error.signal);
    else if (!own?.aborted) throw error;
    complain(`\n${typeof stopped === 'string' ? stopped : await stopped()}`);
    return process.exit(stopCode());
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, interrupt);
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

/** What a command prints that does not wait for the workers of a queue any more. */
export const WAITING_ENDED =
  'Stopped waiting. The workers go on. The same command waits again, and writes the output. If you want no output: worker --redis URL --withdraw FOLDER';
