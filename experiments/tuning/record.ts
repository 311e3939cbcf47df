/** The record of a study: `tuning.json` in its folder. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { Evaluation } from '../../lib/evaluation/evaluate';
import { finiteNumber, readJson, wholeNumber } from '../../lib/files/json-file';
import { replaceFile } from '../../lib/files/replace-file';
import { processor } from '../../lib/machine';
import { type Importance, importances } from '../../lib/tuning/importance';
import type { Hyperparameter } from '../../lib/tuning/search-space';
import type { RankedTrial } from './ranking';
import { lossAt, type Trial } from './search';
import { OUTPUT_FLAGS, type Study, type StudyData } from './study';
import { isTrained } from './trial-result';

/** The record of a study whose trials are done. */
export interface TuningRecord {
  format: 1;
  study: Study;
  /** The sizes of the training and the validation set, and digests of them. */
  data: { what: string; train: number; validation: number } & StudyData;
  trials: readonly {
    number: number;
    hyperparameters: Record<string, Hyperparameter>;
    /** Training steps that were done, of how many; null if it failed before the first. */
    step: number | null;
    steps: number | null;
    /** The mean validation loss over the seeds after each rung; null if it failed there. */
    losses: readonly (number | null)[];
    /**
     * For each seed, the lowest loss and the accuracy at that step, in the last rung it finished.
     */
    seeds: readonly { seed: number; loss: number | null; accuracy: number | null; failed?: string }[];
    seconds: number;
    /** For a trial that was trained in full: see `RankedTrial`. */
    behind?: RankedTrial['behind'];
  }[];
  /** The numbers of the trials that were trained in full, the lowest validation loss first. */
  ranking: readonly number[];
  /** What each hyperparameter alone explains of the losses after the first rung. */
  importances: readonly Importance[];
  machine: { processor: string; cores: number; node: string };
  /** ISO 8601. */
  date: string;
}

/** The record of the best trial, trained again on training and validation set: `refit.json`. */
export interface RefitRecord {
  format: 1;
  trial: number;
  seed: number;
  hyperparameters: Record<string, Hyperparameter>;
  steps: number;
  /** The folder of the checkpoint. */
  checkpoint: string;
  /** How often refits of other trials of the study have used the test set before. */
  earlierTests: number;
  /** On the test set, used once; null if there is none. */
  test: Pick<Evaluation, 'n' | 'accuracy' | 'standardError' | 'loss' | 'baseline' | 'macroF1'> | null;
  date: string;
}

/** Returns what each hyperparameter alone explains of the losses after the first rung. */
function importancesOf(trials: readonly Trial[]): Importance[] {
  const begun = trials.filter(({ rungs }) => rungs.length > 0);
  return importances(
    begun.map(({ hyperparameters }) => hyperparameters),
    begun.map((trial) => lossAt(trial, 0)),
  );
}

/** Returns the record of a study. */
export function tuningRecord(
  study: Study,
  data: TuningRecord['data'],
  trials: readonly Trial[],
  ranking: readonly RankedTrial[],
): TuningRecord {
  const finite = (loss: number) => (loss < Infinity ? loss : null);
  return {
    format: 1,
    study,
    data,
    trials: trials.map((trial) => {
      const { number, hyperparameters, rungs } = trial;
      const results = rungs.at(-1) ?? [];
      const trained = rungs.flat().filter(isTrained);
      const last = trained.at(-1);
      const behind = ranking.find((ranked) => ranked.trial.number === number)?.behind;
      return {
        number,
        hyperparameters,
        step: last?.step ?? null,
        steps: last?.steps ?? null,
        losses: rungs.map((_, rung) => finite(lossAt(trial, rung))),
        seeds: results.map((result, at) => {
          const seed = study.seeds[at]!;
          if (result.failed !== undefined) return { seed, loss: null, accuracy: null, failed: result.failed };
          return { seed, loss: result.loss, accuracy: result.accuracy };
        }),
        seconds: secondsOf(trial, study),
        ...(behind && { behind }),
      };
    }),
    ranking: ranking.map(({ trial }) => trial.number),
    importances: importancesOf(trials),
    machine: {
      ...processor(),
      node: process.versions.node,
    },
    date: new Date().toISOString(),
  };
}

/** Returns the seconds of a trial's training. Those of a rung include those of the rungs below. */
function secondsOf({ rungs }: Trial, { seeds }: Study): number {
  return seeds.reduce((sum, _, at) => {
    const seconds = rungs.flatMap((results) => {
      const result = results[at];
      return result && result.failed === undefined ? [result.seconds] : [];
    });
    return sum + (seconds.at(-1) ?? 0);
  }, 0);
}

/** Writes the record of a study, and returns its file. */
export async function writeTuning(folder: string, record: TuningRecord): Promise<string> {
  const file = join(folder, 'tuning.json');
  await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

/** Writes the record of a refit, and returns its file. */
export async function writeRefit(folder: string, record: RefitRecord): Promise<string> {
  const file = join(folder, 'refit.json');
  await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

const refitSchema = v.looseObject({
  format: v.literal(1),
  trial: wholeNumber(),
  seed: wholeNumber(),
  hyperparameters: v.record(v.string(), v.union([v.string(), v.number(), v.null()])),
  steps: wholeNumber(),
  checkpoint: v.string(),
  earlierTests: wholeNumber(),
  test: v.nullable(
    v.looseObject({
      n: wholeNumber(1),
      accuracy: finiteNumber,
      standardError: finiteNumber,
      loss: finiteNumber,
      baseline: finiteNumber,
      macroF1: finiteNumber,
    }),
  ),
  date: v.string(),
});

/** Returns the record of a refit. @throws if it is damaged */
export async function readRefit(file: string): Promise<RefitRecord> {
  return (await readJson(file, refitSchema, 'remove it, and refit again')) as RefitRecord;
}

/** Returns the flags of a trial that differ from the defaults, as on the command line. */
export function trialFlags(
  { flags }: Study,
  hyperparameters: Readonly<Record<string, Hyperparameter>>,
  defaults: Readonly<Record<string, Hyperparameter>>,
): [string, Hyperparameter][] {
  return Object.entries({ ...flags, ...hyperparameters }).filter(
    ([name, value]) => !OUTPUT_FLAGS.includes(name) && value !== defaults[name],
  );
}
