/**
 * Worker processes that classify texts on all cores. The process that starts them must not compute
 * with TensorFlow, since the end of a child process is a signal (`lib/signals.ts`).
 */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Explanation } from '../classifier/explain';
import { howEnded, isStopSignal, ProcessStopped, startComputing } from '../computing-process';
import { coresOfJob, threadsOfEach } from '../cores';
import type { Explained, Ready, Reply, Request, Scores, WorkerModel } from './protocol';

/** Worker processes that score texts. */
export interface ScoringPool {
  /** The classes of the model, in the order of the probabilities. */
  classes: readonly string[];
  /** The folder of the model. */
  folder: string;
  /** What computes: `tensorflow`, `wasm` or `cpu`. */
  backend: string;
  /** The number of batches that keep all workers busy. */
  atOnce: number;
  /** Returns the predictions for texts. @throws if a worker fails or ends */
  score(texts: string[]): Promise<Scores>;
  /** Returns what `explain` of the model returns. @throws as that does, or if a worker ends */
  explain(text: string, label?: string): Promise<Explanation>;
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
  workers = Math.min(MOST_WORKERS, coresOfJob()),
): Promise<ScoringPool> {
  const threads = threadsOfEach(workers);
  const all: Worker[] = [];
  const start = () => {
    const worker = startWorker(model, threads);
    all.push(worker);
    worker.child.on('exit', () => all.splice(all.indexOf(worker), 1)); // the next request starts another
    return worker;
  };
  const close = () => {
    for (const { child } of all) if (child.connected) child.disconnect();
  };
  const { classes, folder, backend } = await start().ready.catch((error) => {
    close();
    throw error;
  });
  let ids = 0;
  const answer = (request: (id: number) => Request): Promise<Answer> => {
    const [first = start(), ...others] = all;
    const least = others.reduce((one, other) => (other.waiting.size < one.waiting.size ? other : one), first);
    const worker = least.waiting.size > 0 && all.length < workers ? start() : least;
    const id = ids++;
    const reply = new Promise<Answer>((resolve, reject) => worker.waiting.set(id, { resolve, reject }));
    worker.child.send(request(id), (error) => error && worker.fail(error));
    return reply;
  };
  return {
    classes,
    folder,
    backend,
    atOnce: 2 * workers,
    score: async (texts) => (await answer((id) => ({ id, texts }))) as Scores,
    async explain(text, label) {
      const reply = (await answer((id) => ({ id, explain: text, label }))) as Explained;
      return reply.explanation;
    },
    close,
  };
}

type Answer = Scores | Explained;

interface Worker {
  child: ChildProcess;
  ready: Promise<Ready>;
  /** The requests that it was sent, by id. */
  waiting: Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>;
  fail(error: Error): void;
}

function endOf(code: number | null, signal: NodeJS.Signals | null): Error {
  if (isStopSignal(signal)) return new ProcessStopped(signal);
  return new Error(`a worker process ended (${howEnded(code, signal)})`);
}

function startWorker(model: WorkerModel, threads: number): Worker {
  const child = startComputing(join(__dirname, 'worker'), [JSON.stringify(model)], threads);
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
      else if (reply.kind === 'failed' && reply.id === undefined) fail(new Error(reply.message));
      else {
        const asked = waiting.get(reply.id!);
        waiting.delete(reply.id!);
        if (reply.kind === 'failed') asked?.reject(new Error(reply.message));
        else asked?.resolve(reply);
      }
    });
  });
  ready.catch(() => {}); // the batches that wait for it fail, too
  child.on('error', fail);
  child.on('exit', (code, signal) => fail(endOf(code, signal)));
  return { child, ready, waiting, fail };
}
