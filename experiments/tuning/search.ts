/** Does the trials of a study, one after another, and reads their results. */
import { dirname, join } from 'node:path';
import { LockedError } from '../../lib/files/lock';
import { wait } from '../../lib/interrupt';
import { mean } from '../../lib/mean';
import type { Progress } from '../../lib/progress';
import { type Job, nextJob } from '../../lib/tuning/halving';
import { drawTrials, type Hyperparameter } from '../../lib/tuning/search-space';
import { isOfMemory } from '../../lib/units/machine-error';
import type { NamedUnit } from '../../lib/units/manifest';
import { deliveredUnits } from '../../lib/units/result-file';
import { ofShard, type Shard } from '../../lib/units/shard';
import { doUnit, LOCK_RETRY } from '../../lib/units/work';
import { type Study, type StudyData, trialUnit } from './study';
import { hasDied, workOnTrial } from './trial';
import { removeRuns } from './trial-lock';
import {
  failedResult,
  isTrained,
  readTrialResult,
  type TrainedResult,
  type TrialResult,
} from './trial-result';
import { requireTrained, type Untrained } from './untrained';

/** A trial of a study, with what is known of it. */
export interface Trial {
  /** Its number, from 0. */
  number: number;
  hyperparameters: Record<string, Hyperparameter>;
  /** For each rung that it has finished, the results of all seeds. */
  rungs: readonly (readonly TrialResult[])[];
}

/** Where a search runs, and who watches it. */
export interface SearchOptions {
  /** The folder of the study, which all machines share. */
  folder: string;
  /** The number of trials. */
  trials: number;
  /** Only the trials of this shard. Default: all. */
  shard?: Shard;
  signal?: AbortSignal;
  /** Returns a progress bar for a unit. */
  progress?: (unit: NamedUnit, title: string) => Progress;
  /**
   * Does several units at once, such as on a queue. Then all jobs that can be done now are handed
   * over together, and the next ones follow from their results: halving is then synchronous.
   * Returns those that could not be done. Default: one unit after another, in this process.
   */
  doAll?: (units: readonly NamedUnit[]) => Promise<readonly { unit: NamedUnit; error: string }[]>;
  /**
   * What becomes of a trial that has no result because it could not be trained: it needs more
   * memory than there is, its process has died, or it was set aside by a queue. `raise`: at the
   * end, an error names it; the next call tries it again. `nan`: it counts as failed in this call,
   * and others are trained in its place. Default: `raise`.
   */
  errorScore?: 'raise' | 'nan';
  /**
   * Whether trials without a result are trained. False: they could not be trained. Default: true.
   */
  trains?: boolean;
  /** Milliseconds until locked trials are tried again. Default: 5000. */
  retry?: number;
  /** Called when all that is left is locked by other processes, with the message of one lock. */
  onWait?: (message: string) => void;
  /** Called with the name of a trial that is left out until the end, and why. */
  onLeftOut?: (message: string) => void;
  /**
   * Called at the end with the number of stored results that belong to other trials, for example to
   * an earlier search with more trials.
   */
  onOthers?: (results: number) => void;
  /** Called after each trial that was trained or has failed in this call, with all trials. */
  onTrial?: (trial: Trial, all: readonly Trial[]) => void;
}

const WHOLE: Shard = { number: 1, of: 1 };

/** Returns the mean validation loss of a trial after a rung; `Infinity` if it failed. */
export function lossAt(trial: Trial, rung: number): number {
  return mean(trial.rungs[rung]!.map((result) => (result.failed === undefined ? result.loss : Infinity)));
}

/** Returns the results of a trial that was trained in full; undefined if it was not. */
export function completeResults(
  { rungs }: Trial,
  { rungs: count }: Study,
): readonly TrainedResult[] | undefined {
  const results = rungs[count - 1] ?? [];
  const trained = results.filter(isTrained);
  return trained.length > 0 && trained.length === results.length ? trained : undefined;
}

/**
 * Does what is left of a study: trains the next trial, by the rules of `nextJob`, until there is
 * nothing left to do. Results that are there are not computed again, so the same call after a stop,
 * or with more trials, goes on. With a shard, only its trials are trained; which of them go on to
 * the next rung depends on the results of all shards so far. A trial that another process has
 * locked, such as one that died on another machine, is tried again after the others. So is, in a
 * shard, one whose process has died: it may die again.
 *
 * @returns all trials
 * @throws if trials could not be trained (see `errorScore`), after the others; the signal's reason if
 *   it is stopped, and like `workOnTrial`
 */
export async function search(study: Study, data: StudyData, options: SearchOptions): Promise<Trial[]> {
  const { folder, shard = WHOLE, signal, progress, onTrial, onWait, onLeftOut, doAll } = options;
  const { errorScore = 'raise', trains = true, retry = LOCK_RETRY } = options;
  const known = new Map<string, TrialResult>();
  const reader = resultReader(folder, known);
  const drawn = drawTrials(study.space, options.trials, study.searchSeed);
  const own = new Set(ofShard([...drawn.keys()], shard));
  const isOwn = (trial: number) => own.has(trial);
  const unitsOf = unitsOfStudy(study, data, drawn);
  const untrained: Untrained[] = [];
  let later: { job: Job; message?: string }[] = [];
  const said = new Set<number>();
  const postponed = new Set<number>();

  /** Trains a job here. Returns why it could not be trained. */
  const train = async (job: Job): Promise<string | undefined> => {
    if (!trains) return 'no result';
    const units = unitsOf(job);
    const died = units.some((unit) => hasDied(unit, folder));
    if (died && errorScore === 'nan') return 'the process that trained it died: it may need too much memory';
    if (died && options.shard && !postponed.has(job.trial)) {
      postponed.add(job.trial);
      later.push({ job });
      return undefined;
    }
    try {
      for (const unit of units) {
        const title = titleOf(study, job, unit);
        await doUnit(unit, workOnTrial, { folder, signal, progress: progress?.(unit, title) });
      }
    } catch (error) {
      const { message } = error as Error;
      if (isOfMemory(error)) return message;
      if (!(error instanceof LockedError)) throw error;
      later.push({ job, message });
    }
    return undefined;
  };
  const leaveOut = async (job: Job, why: string) => {
    untrained.push({ job, why });
    if (errorScore === 'raise') return onLeftOut?.(`Trial ${job.trial} is left out: ${why}`);
    const without = await missing(unitsOf(job), await reader());
    for (const { digest } of without) known.set(digest, failedResult(why, ''));
  };

  for (;;) {
    const read = await reader();
    const before = await trialsOf(study, drawn, unitsOf, read);
    const most = doAll ? Number.POSITIVE_INFINITY : 1;
    const others = [...later, ...(errorScore === 'raise' ? untrained : [])].map(({ job }) => job);
    const jobs = nextJobs(study, before, { isOwn, most, others });
    if (jobs.length === 0) {
      const [first] = later;
      if (!first) {
        if (errorScore === 'raise') requireTrained(untrained, folder, trains);
        const beyond = [...(await deliveredUnits(folder))].filter((digest) => !known.has(digest));
        if (beyond.length > 0) options.onOthers?.(beyond.length);
        return before;
      }
      const { job, message } = later.find((one) => one.message === undefined) ?? first;
      if (message !== undefined) {
        if (!said.has(job.trial)) onWait?.(`Waiting for trial ${job.trial}: ${message}`);
        said.add(job.trial);
        await wait(retry, signal);
      }
      later = [];
      continue;
    }
    if (doAll) {
      const failed = await doAll(await missing(jobs.flatMap(unitsOf), read));
      const errors = new Map(failed.map(({ unit, error }) => [unit.digest, error]));
      for (const job of jobs) {
        const [error] = unitsOf(job).flatMap(({ digest }) => errors.get(digest) ?? []);
        if (error !== undefined) await leaveOut(job, error);
      }
    } else {
      const [job] = jobs as [Job];
      const why = await train(job);
      if (why !== undefined) await leaveOut(job, why);
    }
    const after = await trialsOf(study, drawn, unitsOf, await reader());
    await removeCheckpoints(study, after, folder);
    for (const { trial, rung } of jobs)
      if (after[trial]!.rungs.length > rung) onTrial?.(after[trial]!, after);
  }
}

/**
 * Removes the checkpoints of trials that were trained in full, but those of the best one, so that a
 * long search does not fill the disk. Trials that halving may promote keep theirs, and so do those
 * that another process works on.
 */
async function removeCheckpoints(study: Study, trials: readonly Trial[], folder: string): Promise<void> {
  const complete = trials.flatMap((trial) => {
    const results = completeResults(trial, study);
    return results ? [{ results, loss: lossAt(trial, study.rungs - 1) }] : [];
  });
  const lowest = Math.min(...complete.map(({ loss }) => loss));
  for (const { run } of complete.filter(({ loss }) => loss > lowest).flatMap(({ results }) => results))
    await removeRuns(dirname(join(folder, run)));
}

/** Returns at most so many next jobs, as if those before them, and others, were being worked on. */
function nextJobs(
  { rungs, eta }: Study,
  trials: readonly Trial[],
  { isOwn, most, others }: { isOwn: (trial: number) => boolean; most: number; others: readonly Job[] },
): Job[] {
  const losses = lossesOf(trials);
  const jobs: Job[] = [];
  const isStarted = (job: Job) =>
    [...others, ...jobs].some(({ trial, rung }) => trial === job.trial && rung === job.rung);
  while (jobs.length < most) {
    const job = nextJob({ losses, rungs, eta, isOwn, isStarted });
    if (!job) break;
    jobs.push(job);
  }
  return jobs;
}

function titleOf({ seeds }: Study, { trial }: Job, { inputs }: NamedUnit): string {
  return `Trial ${trial}${seeds.length > 1 ? `, seed ${inputs.seed}` : ''}`;
}

/** Returns the units that have no result. */
async function missing(units: readonly NamedUnit[], read: Read): Promise<NamedUnit[]> {
  const found = await Promise.all(units.map(({ digest }) => read([digest])));
  return units.filter((_, at) => !found[at]);
}

/** Returns whether nothing is left to do for any shard. */
export function isComplete({ rungs, eta }: Study, trials: readonly Trial[]): boolean {
  return nextJob({ losses: lossesOf(trials), rungs, eta }) === undefined;
}

/** Returns the loss of each trial after each of its rungs. */
function lossesOf(trials: readonly Trial[]): number[][] {
  return trials.map((trial) => trial.rungs.map((_, rung) => lossAt(trial, rung)));
}

type Read = (digests: readonly string[]) => Promise<TrialResult[] | undefined>;

/**
 * Returns a function that looks into the folder of results, once, and returns one that returns the
 * results of units, or undefined if one was missing.
 *
 * @param known results by digest. Those that are read are added
 */
function resultReader(folder: string, known: Map<string, TrialResult>): () => Promise<Read> {
  return async () => {
    const delivered = await deliveredUnits(folder);
    return async (digests) => {
      if (!digests.every((digest) => known.has(digest) || delivered.has(digest))) return undefined;
      for (const digest of digests)
        if (!known.has(digest)) known.set(digest, await readTrialResult(folder, digest));
      return digests.map((digest) => known.get(digest)!);
    };
  };
}

type UnitsOf = (job: Job) => readonly NamedUnit[];

/** Returns a function that returns the units of a job, one for each seed. Digests are made once. */
function unitsOfStudy(
  study: Study,
  data: StudyData,
  drawn: readonly Record<string, Hyperparameter>[],
): UnitsOf {
  const known = new Map<string, NamedUnit[]>();
  return ({ trial, rung }) => {
    const name = `${trial}/${rung}`;
    const units =
      known.get(name) ?? study.seeds.map((seed) => trialUnit(study, drawn[trial]!, { data, seed, rung }));
    known.set(name, units);
    return units;
  };
}

async function trialsOf(
  { rungs: count }: Study,
  drawn: readonly Record<string, Hyperparameter>[],
  unitsOf: UnitsOf,
  read: Read,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const [number, hyperparameters] of drawn.entries()) {
    const rungs: TrialResult[][] = [];
    while (rungs.length < count) {
      const results = await read(unitsOf({ trial: number, rung: rungs.length }).map(({ digest }) => digest));
      if (!results) break;
      rungs.push(results);
      if (results.some(({ failed }) => failed !== undefined)) break;
    }
    trials.push({ number, hyperparameters, rungs });
  }
  return trials;
}
