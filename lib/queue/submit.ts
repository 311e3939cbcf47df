import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { deliveredUnits, type NamedUnit, unitStore } from '../units';
import { connect, explained, QUEUE, queuePackages, redisPlace } from './connection';
import { jobId, type UnitTask } from './messages';
import { ATTEMPTS, type FailedUnit } from './on-this-machine';
import type { UnitsRun } from './run';

/** Options of `doOnQueue`. */
export interface QueueRun extends UnitsRun {
  /** The URL of the Redis server. */
  url: string;
  /** The name of the queue. Default: `sentiment-lab`. */
  queue?: string;
  /** Receives lines about what happens. */
  say: (line: string) => void;
}

/** Jobs that are added with one command. */
const BULK = 1000;
const LOOK = 500; // ms between two looks at the results, at least
const CHECK = 5000; // ms between two looks at the queue
const FIRST_PAUSE = 1000; // ms before the second attempt; the third one waits twice as long
const LOOKED_AT = 100; // units that wait for another try
const FORGOTTEN = 7 * 24 * 3600; // seconds until the server forgets a unit that was set aside
const NO_WORKERS = 20_000; // ms without any worker until that is said

/**
 * Puts units into a queue and waits until the workers have delivered their results. Those that have
 * a result, and those that are in the queue, are not put there again. If the server forgets jobs,
 * they are put there again.
 *
 * @returns the units that were set aside after `ATTEMPTS` errors. The next call tries them again
 * @throws if the server cannot be reached; the signal's reason, while the workers go on
 */
export async function doOnQueue(units: readonly NamedUnit[], run: QueueRun): Promise<FailedUnit[]> {
  const { folder, places, code, signal, onDone, say } = run;
  unitStore(folder).prepare(); // workers take a missing one for a disk that is not mounted
  const place = redisPlace(run.url);
  const { bullmq } = await queuePackages();
  const connection = await connect(place, say);
  const queue: Queue<UnitTask> = new bullmq.Queue(run.queue ?? QUEUE, { connection });
  queue.on('error', () => {}); // the connection says it
  const left = new Map(units.map((unit) => [jobId({ unit, folder }), unit]));
  const failed: FailedUnit[] = [];
  let pause = LOOK;
  const takeDelivered = async (isFirst = false) => {
    const started = performance.now();
    const delivered = await deliveredUnits(folder);
    pause = Math.max(LOOK, 10 * (performance.now() - started)); // a bucket is slow, and counts requests
    for (const [id, unit] of left) {
      if (!delivered.has(unit.digest)) continue;
      left.delete(id);
      if (!isFirst) onDone?.(unit);
    }
  };
  /** Returns those of our jobs that were set aside. */
  const jobsSetAside = async () => {
    const ids = await connection.zrange(queue.toKey('failed'), '0', '-1');
    const jobs = await Promise.all(ids.filter((id) => left.has(id)).map((id) => queue.getJob(id)));
    return jobs.filter((job) => job !== undefined) as Job<UnitTask>[];
  };
  const takeFailed = async () => {
    for (const job of await jobsSetAside()) {
      failed.push({ unit: left.get(job.id!)!, error: reasonOf(job.failedReason) });
      left.delete(job.id!);
    }
  };
  const add = async () => {
    const tasks = [...left.values()].map((unit) => ({ unit, folder, places, code }));
    for (let at = 0; at < tasks.length; at += BULK)
      await queue.addBulk(
        tasks.slice(at, at + BULK).map((data) => ({ name: data.unit.kind, data, opts: optionsOf(data) })),
      );
  };
  const problems = new Set<string>();
  const sayProblems = async () => {
    for (const job of (await queue.getDelayed(0, LOOKED_AT)) as Job<UnitTask>[]) {
      const { problem } = job.progress as { problem?: string };
      if (problem === undefined || !left.has(job.id ?? '') || problems.has(problem)) continue;
      problems.add(problem);
      say(problem);
    }
  };
  let alone: number | undefined = Date.now();
  const check = async () => {
    await takeFailed();
    await sayProblems();
    // Units without a result and a job: the server has lost some, or results were removed.
    if ((await jobsOf([...left.keys()], queue, connection)) < left.size) await add();
    alone = (await queue.getWorkersCount()) > 0 ? undefined : (alone ?? Date.now());
    if (alone === undefined || Date.now() - alone < NO_WORKERS) return;
    say(`${place.shown} has no workers: start some, npm run worker -- --redis URL`);
    alone = Date.now();
  };

  try {
    await takeDelivered(true);
    // While the server is away, its commands wait for it, but this process may be stopped.
    await unlessAborted(signal, async () => {
      // What was set aside before gets another chance.
      for (const job of await jobsSetAside()) await job.remove();
      await add();
    });
    let checked = Date.now();
    while (left.size > 0) {
      await wait(pause, undefined, { signal });
      await takeDelivered();
      if (Date.now() - checked < CHECK) continue;
      checked = Date.now();
      if (connection.status === 'ready') await unlessAborted(signal, check); // else that was said
    }
    return failed;
  } catch (error) {
    if (signal?.aborted || !isOfServer(error)) throw error;
    throw new Error(explained(error, place), { cause: error });
  } finally {
    await Promise.race([queue.close(), wait(1000, undefined, { ref: false })]);
    connection.disconnect();
  }
}

/** Returns what work returns. @throws the signal's reason as soon as it is aborted */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  if (!signal) return work();
  const ended = new AbortController();
  try {
    const aborted = once(signal, 'abort', { signal: ended.signal }).then(() => signal.throwIfAborted());
    aborted.catch(() => {}); // the work was faster
    return (await Promise.race([work(), aborted])) as T;
  } finally {
    ended.abort();
  }
}

/** Returns whether an error is what the server has answered, or that of BullMQ about its version. */
function isOfServer(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'ReplyError' || /Redis version/i.test(message);
}

/** Returns why a job was set aside, in our words. */
function reasonOf(reason: string): string {
  return /stalled more than/.test(reason)
    ? 'the workers that did it have died, again and again: it may need too much memory'
    : reason;
}

function optionsOf(task: UnitTask) {
  return {
    jobId: jobId(task),
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: FIRST_PAUSE, jitter: 0.5 },
    removeOnComplete: true, // the result is a file
    removeOnFail: { age: FORGOTTEN },
  };
}

/** Returns how many of these jobs the server has. Those of other commands do not count. */
async function jobsOf(ids: readonly string[], queue: Queue, connection: Redis): Promise<number> {
  let count = 0;
  for (let at = 0; at < ids.length; at += BULK)
    count += await connection.exists(...ids.slice(at, at + BULK).map((id) => queue.toKey(id)));
  return count;
}
