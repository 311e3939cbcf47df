/** Child processes that do units. The process that starts them computes nothing, and may handle signals. */
import { type ChildProcess, fork } from 'node:child_process';
import { coresOfJob } from '../cores';
import { moduleProgram } from '../module-program';
import type { Progress } from '../progress';
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
  do(task: UnitTask, watch?: { progress?: Progress; signal?: AbortSignal }): Promise<'done' | 'there'>;
  /** Ends the processes, which have nothing to do any more. */
  close(): void;
}

/** Milliseconds that a unit has to stop. */
const STOPPING = 4000;

/**
 * Returns child processes for units.
 *
 * @param program the module of the program, which calls `runUnitProgram`: its path without extension
 * @param atOnce how many units are done at once. Each process gets as many threads as the machine
 *   has cores for it, unless `FAST_LSTM_THREADS` is set
 */
export function unitProcesses(program: string, atOnce: number): UnitProcesses {
  const share = Math.max(1, Math.floor(coresOfJob() / atOnce));
  const threads = Number(process.env.FAST_LSTM_THREADS ?? share);
  const idle: ChildProcess[] = [];
  const take = () => {
    for (let child = idle.pop(); child; child = idle.pop())
      if (child.connected && child.exitCode === null && child.signalCode === null) return child;
    return start(program, threads);
  };
  return {
    async do(task, watch = {}) {
      const child = take();
      const outcome = await doIn(child, task, watch);
      idle.push(child);
      return outcome;
    },
    close() {
      for (const child of idle.splice(0)) if (child.connected) child.disconnect();
    },
  };
}

function start(program: string, threads: number): ChildProcess {
  const { execArgv, file } = moduleProgram(program);
  return fork(file, [], {
    detached: true, // Ctrl-C does not reach it
    env: { ...withoutRedis(process.env), FAST_LSTM_THREADS: `${threads}` },
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
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
function doIn(
  child: ChildProcess,
  task: UnitTask,
  { progress, signal }: { progress?: Progress; signal?: AbortSignal },
): Promise<'done' | 'there'> {
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
      child.removeAllListeners();
      child.on('error', () => {}); // it is found out by the next one that uses it
    };
    const fail = (message: string, because: NotDone['because'] = 'unit') => {
      settle();
      if (child.connected) child.disconnect();
      reject(new UnitError(message, because));
    };
    child.on('message', (reply: Reply) => {
      if (reply.kind === 'progress') return progress?.(reply.done, reply.total, reply.note);
      if (reply.kind === 'not done') return fail(reply.message, reply.because);
      settle();
      resolve(reply.outcome);
    });
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, end) => {
      const how = end ?? `exit code ${code}`;
      const memory = end === 'SIGKILL' ? ': it may have needed too much memory' : '';
      if (signal?.aborted) fail(`stopped (${how})`, 'stopped');
      else fail(`the process of the unit ended (${how})${memory}`);
    });
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) return fail('stopped', 'stopped');
    post({ kind: 'unit', task });
  });
}
