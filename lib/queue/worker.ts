import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Job, Worker } from 'bullmq';
import { unitDigest, unitStore } from '../units';
import { connect, explained, QUEUE, queuePackages, redisPlace } from './connection';
import { type JobProgress, jobIdOf, type UnitTask } from './messages';
import { DEATHS, TOO_LARGE } from './run';
import { UnitError, type UnitProcesses } from './unit-processes';

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
  /**
   * Milliseconds until a unit is tried again that this worker cannot do. It rests twice as long if
   * something is wrong with its machine, or may be. Default: 15,000.
   */
  retry?: number;
  /**
   * Milliseconds after which a unit is set aside whose folder no worker has found meanwhile. Its
   * command may have been given up. Default: a day.
   */
  abandoned?: number;
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

const DAY = 24 * 3600 * 1000;
/** So many units in a row that fail may be a fault of the machine. */
const SUSPICIOUS = 4;
/** Milliseconds that giving back may take without an answer of the server. */
const CLOSING = 800;

/**
 * Starts a worker. Units are done in child processes.
 *
 * @throws if the server cannot be reached
 */
export async function startWorker(settings: WorkerSettings): Promise<QueueWorker> {
  const { concurrency, processes, lease = 30_000, retry = 15_000, abandoned = DAY, say } = settings;
  const place = redisPlace(settings.url);
  const { bullmq } = await queuePackages();
  const connection = await connect(place, say);
  /** What runs, by the id of its job. A lost job may come back here while its unit still stops. */
  const running = new Set<{ id?: string; stop: AbortController }>();
  let isClosing = false;
  const said = new Set<string>();
  const suspects = new Set<string>();

  const giveBack = async (job: Job, token: string | undefined): Promise<never> => {
    await job.moveToWait(token);
    throw new bullmq.WaitingError();
  };
  const later = async (job: Job, token: string | undefined): Promise<never> => {
    await job.moveToDelayed(Date.now() + retry, token);
    throw new bullmq.DelayedError();
  };
  /**
   * Logs why this worker cannot do the unit, tells the waiting command, and delays the job. The
   * attempt does not count.
   *
   * @param noted what is said once (default: the message), and how many times it was too large
   */
  const unfit = async (
    job: Job,
    token: string | undefined,
    message: string,
    { key = message, tooLarge = timesTooLarge(job), noFolderSince }: JobProgress = {},
  ): Promise<never> => {
    if (!said.has(key)) say(message);
    said.add(key);
    await job.updateProgress({
      problem: `the worker on ${hostname()}: ${message}`,
      key,
      tooLarge,
      noFolderSince,
    } satisfies JobProgress);
    return later(job, token);
  };
  /** Takes no units for a while. */
  const rest = async () => {
    await worker.pause(true);
    setTimeout(() => isClosing || worker.resume(), 2 * retry).unref();
  };
  /**
   * Notes a unit that this worker could not do. After several in a row, it rests: others can do
   * them.
   */
  const suspect = async (digest: string) => {
    if (suspects.add(digest).size < SUSPICIOUS) return;
    suspects.clear();
    say(
      `${SUSPICIOUS} units in a row failed on this machine: it takes no others for ${(2 * retry) / 1000} seconds`,
    );
    await rest();
  };

  const doJob = async (job: Job<UnitTask>, token?: string): Promise<string> => {
    const { unit, folder, places = {} } = job.data;
    const name = `${unit.kind} ${unit.digest.slice(0, 12)}`;
    if (isClosing) return giveBack(job, token);
    if (unitDigest(unit) !== unit.digest || job.id !== jobIdOf(job.data))
      throw new bullmq.UnrecoverableError(
        'its job was changed in the queue, as the digest of the unit is not that of its inputs',
      );
    const noFolder = missingFolder(folder);
    if (noFolder !== undefined) {
      const { noFolderSince = Date.now() } = job.progress as JobProgress;
      if (Date.now() - noFolderSince >= abandoned) throw new bullmq.UnrecoverableError(noFolder);
      await suspect(unit.digest);
      return unfit(job, token, noFolder, { noFolderSince });
    }
    const problem = missingPlace(places);
    if (problem !== undefined) {
      await suspect(unit.digest);
      return unfit(job, token, problem);
    }
    const one = { id: job.id, stop: new AbortController() };
    running.add(one);
    try {
      const outcome = await processes.do(job.data, one.stop.signal);
      say(`${name}: ${outcome === 'done' ? 'done' : 'done before'}`);
      suspects.clear();
      return outcome;
    } catch (error) {
      const { message } = error as Error;
      const because = error instanceof UnitError ? error.because : 'unit';
      if (because === 'stopped') {
        say(`${name}: given back`);
        return giveBack(job, token);
      }
      if (because === 'locked') return unfit(job, token, `${name} waits: ${message}`, { key: unit.digest });
      if (because === 'memory') {
        const tooLarge = timesTooLarge(job) + 1;
        if (tooLarge < TOO_LARGE) return unfit(job, token, message, { tooLarge });
        throw new bullmq.UnrecoverableError(message);
      }
      if (because === 'machine') {
        await rest();
        return unfit(job, token, message);
      }
      say(`${name}: ${message}`);
      await suspect(unit.digest);
      throw error;
    } finally {
      running.delete(one);
    }
  };

  const worker: Worker = new bullmq.Worker(settings.queue ?? QUEUE, doJob, {
    connection,
    concurrency,
    name: hostname(),
    lockDuration: lease,
    stalledInterval: Math.ceil(lease / 2),
    maxStalledCount: DEATHS,
  });
  worker.on('error', (error) => {
    if (!/Missing (lock|key)|could not renew lock/.test(error.message)) say(explained(error, place));
  });
  // Another worker may have them by now: both at once would be wasted work.
  worker.on('lockRenewalFailed', (ids) => {
    for (const { id = '', stop } of running) if (ids.includes(id)) stop.abort();
  });
  return {
    shown: place.shown,
    async close() {
      isClosing = true;
      const ended = worker.close();
      for (const { stop } of running) stop.abort();
      while (running.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, CLOSING))]);
      processes.close();
      connection.disconnect();
    },
  };
}

function timesTooLarge({ progress }: Job): number {
  return (progress as JobProgress).tooLarge ?? 0;
}

/** Returns that the folder of the results is not on this machine, or not any more. */
function missingFolder(folder: string): string | undefined {
  const problem = unitStore(folder).problem();
  return problem && `${problem}. If it was removed for good: worker --redis URL --withdraw ${folder}`;
}

/** Returns that an input is not on this machine, as where its disk is not mounted. */
function missingPlace(places: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.values(places).find(
    (place) => isAbsolute(place) && !/[*?[{]/.test(place) && !existsSync(place),
  );
  return missing && `${missing} is not there: all machines need the inputs at the same path`;
}
