/**
 * Child processes that do units. The process that starts them computes nothing, and may handle
 * signals.
 */
import type { ChildProcess } from 'node:child_process';
import { howEnded, isStopSignal, startComputing } from '../computing-process';
import { threadsOfEach } from '../cores';
import type { Outcome } from '../units';
import type { NotDone, Reply, Request, UnitTask } from './messages';

/** A unit was not done. */
export class UnitError extends Error {
  override name = 'UnitError';

  constructor(
    message: string,
    readonly because: NotDone['because'],
  ) {
    super(message);
  }
}

/** Child processes for units. */
export interface UnitProcesses {
  /**
   * Does a unit in a process that is free, or in a new one.
   *
   * @param signal stops the unit. If it does not end in time, its process is killed
   * @returns whether the result was there before
   * @throws UnitError
   */
  do(task: UnitTask, signal?: AbortSignal): Promise<Outcome>;
  /** Ends the processes, which have nothing to do any more. */
  close(): void;
}

/** Milliseconds that a unit has to stop. */
const STOPPING = 4000;

/**
 * Returns child processes for units.
 *
 * @param program the module of the program, which calls `runUnitProgram`: its path without extension
 * @param atOnce how many units are done at once. A process computes with `threadsOfEach(atOnce)` threads
 */
export function unitProcesses(program: string, atOnce: number): UnitProcesses {
  const threads = threadsOfEach(atOnce);
  const idle: ChildProcess[] = [];
  const take = () => {
    for (let child = idle.pop(); child; child = idle.pop())
      if (child.connected && child.exitCode === null && child.signalCode === null) return child;
    return startUnitProcess(program, threads);
  };
  return {
    async do(task, signal) {
      const child = take();
      const outcome = await doIn(child, task, signal);
      idle.push(child);
      return outcome;
    },
    close() {
      for (const child of idle.splice(0)) if (child.connected) child.disconnect();
    },
  };
}

function startUnitProcess(program: string, threads: number): ChildProcess {
  const child = startComputing(program, [], threads, withoutRedis(process.env));
  child.on('error', () => {}); // the next unit that uses it finds out
  return child;
}

/** What units run, such as the answers of students, must not find the queue. */
function withoutRedis(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => !/redis/i.test(name) && !/\brediss?:[/][/]/i.test(value ?? ''),
    ),
  );
}

/** Does a unit in a process. A process whose unit was not done is ended. @throws UnitError */
function doIn(child: ChildProcess, task: UnitTask, signal?: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      post({ kind: 'stop' });
      timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
    };
    const post = (request: Request) => child.send(request, (error) => error && fail(error.message));
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      child.off('message', onReply).off('error', onError).off('exit', onExit);
    };
    const fail = (message: string, because: NotDone['because'] = 'unit') => {
      settle();
      if (child.connected) child.disconnect();
      reject(new UnitError(message, because));
    };
    const onReply = (reply: Reply) => {
      if (reply.kind === 'not done') return fail(reply.message, reply.because);
      settle();
      resolve(reply.outcome);
    };
    const onError = (error: Error) => fail(error.message);
    const onExit = (code: number | null, end: NodeJS.Signals | null) => {
      if (signal?.aborted || isStopSignal(end)) fail(`stopped (${end ?? `exit code ${code}`})`, 'stopped');
      else fail(`the process of the unit ended (${howEnded(code, end)})`);
    };
    child.on('message', onReply).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) return fail('stopped', 'stopped');
    post({ kind: 'unit', task });
  });
}
