import { hostname } from 'node:os';
import type { Job, Worker } from 'bullmq';
import { unitDigest, unitStore } from '../units';
import { connect, explained, QUEUE, queuePackages, redisPlace } from './connection';
import type { UnitTask } from './messages';
import type { UnitError, UnitProcesses } from './unit-processes';

/** Options of `startWorker`. */
export interface WorkerSettings {
  /** The URL of the Redis server. */
  url: string;
  /** The name of the queue. Default: `sentiment-lab`. */
  queue?: string;
  /** How many units are done at once. */
  concurrency: number;
  /** What does the units: `unitProcesses`. It is closed with the worker. */
  processes: UnitProcesses;
  /**
   * Milliseconds after which a unit of a dead worker, or of one without network, is given to
   * another. Default: 30,000.
   */
  lease?: number;
  /** Receives lines about what happens. */
  say: (line: string) => void;
}

/** A worker that takes units from a queue. */
export interface QueueWorker {
  /** Where its server is, for messages. */
  shown: string;
  /** Stops its units, gives them back to the queue and ends. It takes at most 5 seconds. */
  close(): Promise<void>;
}

/** Milliseconds until a unit is tried again that this worker cannot do. */
const LATER = 15_000;
/** Milliseconds that a worker with a full disk takes no units. */
const NO_ROOM = 30_000;
/** A unit whose worker dies so often is set aside. */
const DEATHS = 10;
/** Milliseconds that giving back may take without an answer of the server. */
const CLOSING = 800;

/**
 * Starts a worker. Units are done in child processes.
 *
 * @throws if the server cannot be reached
 */
export async function startWorker(settings: WorkerSettings): Promise<QueueWorker> {
  const { concurrency, processes, lease = 30_000, say } = settings;
  const place = redisPlace(settings.url);
  const { bullmq } = await queuePackages();
  const connection = await connect(place, say);
  const stops = new Map<string, AbortController>();
  let isClosing = false;
  const said = new Set<string>();

  const giveBack = async (job: Job, token: string | undefined): Promise<never> => {
    await job.moveToWait(token);
    throw new bullmq.WaitingError();
  };
  const later = async (job: Job, token: string | undefined): Promise<never> => {
    await job.moveToDelayed(Date.now() + LATER, token);
    throw new bullmq.DelayedError();
  };
  /** Says what is wrong with this machine, here and where the work was started. No attempt is lost. */
  const unfit = async (job: Job, token: string | undefined, message: string): Promise<never> => {
    if (!said.has(message)) say(message);
    said.add(message);
    await job.updateProgress({ problem: `the worker on ${hostname()}: ${message}` });
    return later(job, token);
  };

  const process = async (job: Job<UnitTask>, token?: string): Promise<string> => {
    const { unit, folder } = job.data;
    const name = `${unit.kind} ${unit.digest.slice(0, 12)}`;
    if (isClosing) return giveBack(job, token);
    if (unitDigest(unit) !== unit.digest || job.id !== unit.digest)
      throw new bullmq.UnrecoverableError('the digest of the unit is not that of its inputs');
    const problem = unitStore(folder).problem();
    if (problem !== undefined) return unfit(job, token, problem);
    const stop = new AbortController();
    stops.set(unit.digest, stop);
    const progress = (done: number, total: number, note?: string) => {
      job.updateProgress({ done, total, note }).catch(() => {}); // the connection says what is wrong
    };
    try {
      const outcome = await processes.do(job.data, { progress, signal: stop.signal });
      say(`${name}: ${outcome === 'done' ? 'done' : 'there already'}`);
      return outcome;
    } catch (error) {
      const { because = 'unit', message } = error as UnitError;
      if (because === 'stopped') {
        say(`${name}: given back`);
        return giveBack(job, token);
      }
      if (because === 'locked') return later(job, token);
      if (because === 'machine') {
        await worker.pause(true);
        setTimeout(() => isClosing || worker.resume(), NO_ROOM).unref();
        return unfit(job, token, message);
      }
      say(`${name}: ${message}`);
      throw error;
    } finally {
      stops.delete(unit.digest);
    }
  };

  const worker: Worker = new bullmq.Worker(settings.queue ?? QUEUE, process, {
    connection,
    concurrency,
    name: hostname(),
    lockDuration: lease,
    stalledInterval: Math.ceil(lease / 2),
    maxStalledCount: DEATHS,
    removeOnComplete: { count: 0 },
  });
  worker.on('error', (error) => {
    if (!/Missing (lock|key)|could not renew lock/.test(error.message)) say(explained(error, place));
  });
  // Another worker may have them by now: both at once would be wasted work.
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) stops.get(id)?.abort();
  });
  return {
    shown: place.shown,
    async close() {
      isClosing = true;
      const ended = worker.close();
      for (const stop of stops.values()) stop.abort();
      while (stops.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, CLOSING))]);
      processes.close();
      connection.disconnect();
    },
  };
}
