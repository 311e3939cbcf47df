import { type ChildProcess, fork } from 'node:child_process';
import { moduleProgram } from './module-program';

/**
 * A child process was asked to stop by a signal, although this process has stopped nothing: systemd
 * and some schedulers signal all processes of a job at once.
 */
export class ProcessStopped extends Error {
  override name = 'ProcessStopped';

  constructor(readonly signal: NodeJS.Signals) {
    super(`a worker process was stopped (${signal})`);
  }
}

/** Returns whether the signal that ended a process is one that asks it to stop. */
export function isStopSignal(signal: NodeJS.Signals | null): signal is 'SIGTERM' | 'SIGINT' {
  return signal === 'SIGTERM' || signal === 'SIGINT';
}

/**
 * Returns how a process ended: `exit code 3`, or `SIGKILL: the memory may be too small`. Where memory
 * runs out, Node aborts, or the system kills it.
 */
export function howEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (!signal) return `exit code ${code}`;
  const mayLackMemory = signal === 'SIGABRT' || signal === 'SIGKILL';
  return mayLackMemory ? `${signal}: the memory may be too small` : signal;
}

/**
 * Starts a child process that computes, with a channel for messages. Ctrl-C in a terminal does not
 * reach it: whoever starts it stops it. That one must not compute with TensorFlow itself, since the
 * end of a child process is a signal (`lib/signals.ts`).
 *
 * @param program the absolute path of its module, without extension
 * @param args its arguments
 * @param threads how many threads it computes with
 * @param env its environment. Default: that of this process
 */
export function startComputing(
  program: string,
  args: readonly string[],
  threads: number,
  env: NodeJS.ProcessEnv = process.env,
): ChildProcess {
  const { execArgv, file } = moduleProgram(program);
  return fork(file, args, {
    detached: process.platform !== 'win32', // there, it would get a console window
    env: { ...env, FAST_LSTM_THREADS: `${threads}` },
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
