/** Does the trials of a study, one after another, and reads their results. */
import type { Progress } from '../../lib/progress';
import { nextJob } from '../../lib/tuning/halving';
import { drawTrials, type Hyperparameter } from '../../lib/tuning/search-space';
import type { NamedUnit } from '../../lib/units/manifest';
import { deliveredUnits } from '../../lib/units/result-file';
import type { Shard } from '../../lib/units/shard';
import { doUnit } from '../../lib/units/work';
import { type Study, type StudyData, trialUnit } from './study';
import { workOnTrial } from './trial';
import { isTrained, readTrialResult, type TrainedResult, type TrialResult } from './trial-result';

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
  /** Called after each trial that was trained in this call, with all trials. */
  onTrial?: (trial: Trial, all: readonly Trial[]) => void;
}

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
 * or with more trials, goes on. With a shard, only its trials are trained; which of them go on to the
 * next rung depends on the results of all shards so far.
 *
 * @returns all trials
 * @throws the signal's reason if it is stopped, and like `workOnTrial`
 */
export async function search(study: Study, data: StudyData, options: SearchOptions): Promise<Trial[]> {
  const { folder, shard, signal, progress, onTrial } = options;
  const isOwn = (trial: number) => !shard || trial % shard.of === shard.number - 1;
  const read = resultReader(folder);
  const drawn = drawTrials(study.space, options.trials, study.searchSeed);
  for (;;) {
    const trials = await trialsOf(study, data, drawn, read);
    const { rungs, eta } = study;
    const job = nextJob({ losses: lossesOf(trials), rungs, eta, isOwn });
    if (!job) return trials;
    const { trial: number, rung } = job;
    const hyperparameters = drawn[number]!;
    const results: TrialResult[] = [];
    for (const seed of study.seeds) {
      const unit = trialUnit(study, hyperparameters, { data, seed, rung });
      const title = `Trial ${number}${study.seeds.length > 1 ? `, seed ${seed}` : ''}`;
      await doUnit(unit, workOnTrial, { folder, signal, progress: progress?.(unit, title) });
      results.push(await readTrialResult(folder, unit.digest));
    }
    const done = { number, hyperparameters, rungs: [...trials[number]!.rungs, results] };
    onTrial?.(
      done,
      trials.map((trial) => (trial.number === number ? done : trial)),
    );
  }
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

/** Returns a function that returns the results of units, or undefined if one is missing. */
function resultReader(folder: string): Read {
  const known = new Map<string, TrialResult>();
  return async (digests) => {
    const delivered = digests.every((digest) => known.has(digest)) ? undefined : deliveredUnits(folder);
    if (delivered && !digests.every((digest) => delivered.has(digest))) return undefined;
    for (const digest of digests)
      if (!known.has(digest)) known.set(digest, await readTrialResult(folder, digest));
    return digests.map((digest) => known.get(digest)!);
  };
}

async function trialsOf(
  study: Study,
  data: StudyData,
  drawn: readonly Record<string, Hyperparameter>[],
  read: Read,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const [number, hyperparameters] of drawn.entries()) {
    const rungs: TrialResult[][] = [];
    for (let rung = 0; rung < study.rungs; rung++) {
      const units = study.seeds.map((seed) => trialUnit(study, hyperparameters, { data, seed, rung }));
      const results = await read(units.map(({ digest }) => digest));
      if (!results) break;
      rungs.push(results);
      if (results.some(({ failed }) => failed !== undefined)) break;
    }
    trials.push({ number, hyperparameters, rungs });
  }
  return trials;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
