import { setTimeout as timeout } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { wait } from '../interrupt';
import { type NamedUnit, unitStore } from '../units';
import { connect, explained, QUEUE, queuePackages, redisPlace } from './connection';
import type { UnitTask } from './messages';
import type { FailedUnit, UnitsRun } from './run';
import { unitsOnQueue } from './units-on-queue';

/** Options of `doOnQueue`. */
export interface QueueRun extends UnitsRun {
  /** The URL of the Redis server. */
  url: string;
  /** The name of the queue. Default: `sentiment-lab`. */
  queue?: string;
  /** Milliseconds between two looks at the queue. Default: 5000. */
  check?: number;
  /** Receives lines about what happens. */
  say: (line: string) => void;
}

/** Milliseconds between two looks at the results, at least. */
const LOOK_EVERY = 500;
/** Milliseconds that ending may take without an answer of the server. */
const CLOSING = 1000;

/**
 * Puts units into a queue and waits until the workers have delivered their results. Those that have
 * a result, and those that are in the queue, are not put there again. If the server forgets jobs,
 * they are put there again. Results count, and the signal, also while the server is away.
 *
 * @returns the units that were set aside after `ATTEMPTS` errors. The next call tries them again
 * @throws if the server cannot be reached, or refuses commands; if the results cannot be read; the
 *   signal's reason, while the workers go on
 */
export async function doOnQueue(units: readonly NamedUnit[], run: QueueRun): Promise<FailedUnit[]> {
  unitStore(run.folder).prepare(); // workers take a missing one for a disk that is not mounted
  const place = redisPlace(run.url);
  const { bullmq } = await queuePackages();
  const connection = await connect(place, run.say);
  const queue: Queue<UnitTask> = new bullmq.Queue(run.queue ?? QUEUE, { connection });
  queue.on('error', () => {}); // the connection says it
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(run.signal ? [run.signal] : [])]);

  try {
    const own = await unitsOnQueue(queue, units, run);
    const delivered = async () => {
      let took = 0;
      while (own.left() > 0) {
        await wait(Math.max(LOOK_EVERY, 10 * took), signal); // a bucket counts requests
        const started = performance.now();
        await own.takeDelivered();
        took = performance.now() - started;
      }
    };
    const watch = async (): Promise<never> => {
      await own.begin();
      for (;;) {
        await wait(run.check ?? 5000, signal);
        if (connection.status !== 'ready') continue; // what is wrong with it was said
        for (const line of await own.check()) run.say(line);
      }
    };
    const watched = watch().catch((error) => {
      signal.throwIfAborted();
      throw new Error(explained(error, place), { cause: error });
    });
    await Promise.race([delivered(), watched]);
    return [...own.failed];
  } finally {
    stop.abort();
    await Promise.race([queue.close(), timeout(CLOSING, undefined, { ref: false })]);
    connection.disconnect();
  }
}
