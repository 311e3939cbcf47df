import { setTimeout as wait } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { deliveredUnits, type NamedUnit, unitStore } from '../units';
import { connect, QUEUE, queuePackages, redisPlace } from './connection';
import type { UnitTask } from './messages';
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
  const { folder, places, signal, onDone, onProgress, say } = run;
  unitStore(folder).prepare(); // workers take a missing one for a disk that is not mounted
  const place = redisPlace(run.url);
  const { bullmq } = await queuePackages();
  const connection = await connect(place, say);
  const queue: Queue<UnitTask> = new bullmq.Queue(run.queue ?? QUEUE, { connection });
  queue.on('error', () => {}); // the connection says it
  const left = new Map(units.map((unit) => [unit.digest, unit]));
  const failed = new Map<string, FailedUnit>();
  let pause = LOOK;
  const takeDelivered = async (isFirst = false) => {
    const started = performance.now();
    const delivered = await deliveredUnits(folder);
    pause = Math.max(LOOK, 10 * (performance.now() - started)); // a bucket is slow, and counts requests
    for (const [digest, unit] of left) {
      if (!delivered.has(digest)) continue;
      left.delete(digest);
      if (!isFirst) onDone?.(unit);
    }
  };
  const takeFailed = async () => {
    for (const job of (await queue.getFailed(0, -1)) as Job<UnitTask>[]) {
      const unit = left.get(job.id ?? '');
      if (!unit) continue;
      failed.set(unit.digest, { unit, error: job.failedReason });
      left.delete(unit.digest);
    }
  };
  const add = async () => {
    const tasks = [...left.values()].map((unit) => ({ unit, folder, places }));
    for (let at = 0; at < tasks.length; at += BULK)
      await queue.addBulk(
        tasks
          .slice(at, at + BULK)
          .map((data) => ({ name: data.unit.kind, data, opts: optionsOf(data.unit) })),
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
  const showProgress = async () => {
    for (const job of (await queue.getActive()) as Job<UnitTask>[]) {
      const unit = left.get(job.id ?? '');
      const { done, total, note } = job.progress as { done?: number; total?: number; note?: string };
      if (unit && done !== undefined && total !== undefined) onProgress?.(unit, done, total, note);
    }
  };

  try {
    await takeDelivered(true);
    // What was set aside before gets another chance.
    for (const job of await queue.getFailed(0, -1)) if (left.has(job.id ?? '')) await job.remove();
    await add();
    let checked = Date.now();
    let alone: number | undefined = Date.now();
    while (left.size > 0) {
      await wait(pause, undefined, { signal });
      await takeDelivered();
      if (Date.now() - checked < CHECK) continue;
      checked = Date.now();
      if (connection.status !== 'ready') continue; // what is wrong with it was said
      await takeFailed();
      await sayProblems();
      if (onProgress) await showProgress();
      // Units without a result and a job: the server has lost some, or results were removed.
      if ((await jobsOf([...left.keys()], queue, connection)) < left.size) await add();
      alone = (await queue.getWorkersCount()) > 0 ? undefined : (alone ?? Date.now());
      if (alone !== undefined && Date.now() - alone > NO_WORKERS) {
        say(`${place.shown} has no workers: start some, npm run worker -- --redis URL`);
        alone = Date.now();
      }
    }
    return [...failed.values()];
  } finally {
    await Promise.race([queue.close(), wait(1000)]);
    connection.disconnect();
  }
}

function optionsOf({ digest }: NamedUnit) {
  return {
    jobId: digest,
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: FIRST_PAUSE, jitter: 0.5 },
    removeOnComplete: true, // the result is a file
  };
}

/** Returns how many of these jobs the server has. Those of other commands do not count. */
async function jobsOf(digests: readonly string[], queue: Queue, connection: Redis): Promise<number> {
  let count = 0;
  for (let at = 0; at < digests.length; at += BULK)
    count += await connection.exists(...digests.slice(at, at + BULK).map((digest) => queue.toKey(digest)));
  return count;
}
