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
  /** The digest of the model: `digestOfClassifier`. */
  digest: string;
  /** What computes: `tensorflow`, `wasm` or `cpu`. */
  backend: string;
  /** The number of batches that keep all workers busy. */
  atOnce: number;
  /** Returns the predictions for texts. @throws NoWorker; if a worker fails or ends */
  score(texts: string[]): Promise<Scores>;
  /** Returns what `explain` of the model returns. @throws as that does, or if a worker ends */
  explain(text: string, label?: string): Promise<Explanation>;
  /** Ends the workers. */
  close(): void;
}

/** No worker has the model any more: its files are gone, damaged, or those of another model. */
export class NoWorker extends Error {
  override name = 'NoWorker';
}

/** More workers need much memory, and their threads use the other cores. */
const MOST_WORKERS = 8;

/**
 * Starts a worker process, and others as soon as there is work for them. All have the same model: a
 * later one that finds another, or none, is refused. The others then answer its requests.
 *
 * @param workers the most workers. Default: the number of cores, at most 8
 * @param onRefused receives why a later worker was refused
 * @throws if the model cannot be loaded
 */
export async function scoringPool(
  model: WorkerModel,
  workers = Math.min(MOST_WORKERS, coresOfJob()),
  onRefused: (error: Error) => void = () => {},
): Promise<ScoringPool> {
  const threads = threadsOfEach(workers);
  const all: Worker[] = [];
  let first: Ready | undefined;
  let isRefused = false; // the latest one was
  const remove = (worker: Worker) => {
    if (all.includes(worker)) all.splice(all.indexOf(worker), 1); // the next request starts another
  };
  const start = () => {
    const worker = startWorker(model, threads, {
      check: (reply) => {
        if (first) requireSame(reply, first);
        isRefused = false;
      },
      refused(error, requests) {
        remove(worker);
        if (first) onRefused(error);
        isRefused = true;
        for (const { request, ...asked } of requests)
          if (all.length > 0) send(leastBusy(all), request, asked);
          else asked.reject(new NoWorker(error.message));
      },
    });
    all.push(worker);
    worker.child.on('exit', () => remove(worker));
    return worker;
  };
  const close = () => {
    for (const { child } of all) if (child.connected) child.disconnect();
  };
  const ready = await start().ready.catch((error) => {
    close();
    throw error;
  });
  first = ready;
  const { classes, folder, digest, backend } = ready;
  let ids = 0;
  const answer = (request: (id: number) => Request): Promise<Answer> => {
    const least = all.length > 0 ? leastBusy(all) : start();
    // A model that has changed is not loaded again and again while workers have the former one.
    const mayStart = !isRefused && all.length < workers;
    const worker = least.waiting.size > 0 && mayStart ? start() : least;
    return new Promise((resolve, reject) => send(worker, request(ids++), { resolve, reject }));
  };
  return {
    classes,
    folder,
    digest,
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

/** Who waits for the answer to a request. */
interface Asker {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

interface Worker {
  child: ChildProcess;
  ready: Promise<Ready>;
  /** The requests that it was sent, by id. */
  waiting: Map<number, Asker & { request: Request }>;
  fail(error: Error): void;
}

/** What happens when a worker has loaded its model, or has not. */
interface WorkerStart {
  /** @throws if it has the wrong model */
  check(reply: Ready): void;
  /** Receives why it cannot be used, and the requests that it was sent. */
  refused(error: Error, requests: (Asker & { request: Request })[]): void;
}

/** @throws if a worker has another model than the first one */
function requireSame({ classes, folder, digest }: Ready, first: Ready): void {
  if (digest === first.digest) return;
  const what = `${classes}` === `${first.classes}` ? '' : `, with the classes ${classes.join(', ')}`;
  throw new Error(
    `the model in ${folder} was replaced by another one${what}: put the former back, or start again to use the new one`,
  );
}

/** How many batches take as long as an explanation, about. */
const BATCHES_OF_EXPLANATION = 8;

function leastBusy([one, ...others]: readonly Worker[]): Worker {
  return others.reduce((least, other) => (loadOf(other) < loadOf(least) ? other : least), one!);
}

function loadOf({ waiting }: Worker): number {
  let load = 0;
  for (const { request } of waiting.values()) load += 'explain' in request ? BATCHES_OF_EXPLANATION : 1;
  return load;
}

function send(worker: Worker, request: Request, asked: Asker): void {
  worker.waiting.set(request.id, { ...asked, request });
  worker.child.send(request, (error) => error && worker.fail(error));
}

function endOf(code: number | null, signal: NodeJS.Signals | null): Error {
  if (isStopSignal(signal)) return new ProcessStopped(signal);
  return new Error(`a worker process ended (${howEnded(code, signal)})`);
}

function startWorker(model: WorkerModel, threads: number, { check, refused }: WorkerStart): Worker {
  const child = startComputing(join(__dirname, 'worker'), [JSON.stringify(model)], threads);
  const waiting: Worker['waiting'] = new Map();
  let failStart: (error: Error) => void;
  const takeWaiting = () => {
    const requests = [...waiting.values()];
    waiting.clear();
    return requests;
  };
  const fail = (error: Error) => {
    failStart(error);
    for (const { reject } of takeWaiting()) reject(error);
  };
  const refuse = (error: Error) => {
    failStart(error);
    if (child.connected) child.disconnect();
    refused(error, takeWaiting());
  };
  const ready = new Promise<Ready>((resolve, reject) => {
    failStart = reject;
    child.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') {
        try {
          check(reply);
          resolve(reply);
        } catch (error) {
          refuse(error as Error);
        }
      } else if (reply.kind === 'failed' && reply.id === undefined) refuse(new Error(reply.message));
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
