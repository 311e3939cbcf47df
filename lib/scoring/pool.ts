/**
 * Worker processes that score texts on all cores. The process that starts them must not compute
 * with TensorFlow, since the end of a child process is a signal (`lib/signals.ts`).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { moduleProgram } from '../module-program';
import type { Ready, Reply, Scores, WorkerModel } from './protocol';

/** Worker processes that score texts. */
export interface ScoringPool {
  /** The classes of the model, in the order of the probabilities. */
  classes: readonly string[];
  /** The folder of the model. */
  folder: string;
  /** The number of batches that keep all workers busy. */
  atOnce: number;
  /** Returns the predictions for texts. @throws if a worker fails or ends */
  score(texts: string[]): Promise<Scores>;
  /** Ends the workers. */
  close(): void;
}

/** More workers need much memory, and their threads use the other cores. */
const MOST_WORKERS = 8;

/**
 * Starts a worker process, and others as soon as there is work for them.
 *
 * @param workers the most workers. Default: the number of cores, at most 8
 * @throws if the model cannot be loaded
 */
export async function scoringPool(
  model: WorkerModel,
  workers = Math.min(MOST_WORKERS, availableParallelism()),
): Promise<ScoringPool> {
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const all: Worker[] = [];
  const start = () => {
    const worker = startWorker(model, threads);
    all.push(worker);
    return worker;
  };
  const close = () => {
    for (const { child } of all) if (child.connected) child.disconnect();
  };
  const first = start();
  const { classes, folder } = await first.ready.catch((error) => {
    close();
    throw error;
  });
  let id = 0;
  return {
    classes,
    folder,
    atOnce: 2 * workers,
    async score(texts) {
      const least = all.reduce((one, other) => (other.waiting.size < one.waiting.size ? other : one));
      const worker = least.waiting.size > 0 && all.length < workers ? start() : least;
      const scores = new Promise<Scores>((resolve, reject) => worker.waiting.set(id, { resolve, reject }));
      worker.child.send({ id: id++, texts }, (error) => error && worker.fail(error));
      return scores;
    },
    close,
  };
}

interface Worker {
  child: ChildProcess;
  ready: Promise<Ready>;
  /** The batches that it was sent, by id. */
  waiting: Map<number, { resolve(scores: Scores): void; reject(error: Error): void }>;
  fail(error: Error): void;
}

function startWorker(model: WorkerModel, threads: number): Worker {
  const { execArgv, file } = moduleProgram(join(__dirname, 'worker'));
  const child = fork(file, [JSON.stringify(model)], {
    detached: true, // Ctrl-C does not reach it
    env: { ...process.env, FAST_LSTM_THREADS: `${threads}` },
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting: Worker['waiting'] = new Map();
  let failStart: (error: Error) => void;
  const fail = (error: Error) => {
    failStart(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const ready = new Promise<Ready>((resolve, reject) => {
    failStart = reject;
    child.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') resolve(reply);
      else if (reply.kind === 'failed') fail(new Error(reply.message));
      else {
        waiting.get(reply.id)?.resolve(reply);
        waiting.delete(reply.id);
      }
    });
  });
  ready.catch(() => {}); // the batches that wait for it fail, too
  child.on('error', fail);
  child.on('exit', (code, signal) =>
    fail(new Error(`a worker process ended (${signal ?? `exit code ${code}`})`)),
  );
  return { child, ready, waiting, fail };
}
