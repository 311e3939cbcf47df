/** The records of runs. Every accuracy on the pages of this project comes from one. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { finiteNumber, readJson, wholeNumber } from '../../lib/files/json-file';
import { replaceFile } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';
import { renamed, todaysExperiment, withTodaysFlags } from '../runs/aliases';
import type { Answers } from './answers';

/** The record of one experiment with one seed: `results/NAME-SEED.json`. */
export interface ResultRecord {
  format: 2;
  /** The name of the experiment. */
  experiment: string;
  system: string;
  seed: number;
  /** All hyperparameters: the flags, the seed included, and those without a flag. */
  hyperparameters: Record<string, unknown>;
  /** How its language models were trained: hyperparameters, curves, seconds, perplexity. */
  startedFrom?: Record<string, unknown>;
  data: {
    /** The data set: `IMDB`. */
    name: string;
    /** The sizes of the training, validation and test set. */
    train: number;
    validation: number;
    test: number;
    /** SHA-256 of the token ids and labels of the training and validation sets. */
    digest: string;
  };
  trainableParameters: number;
  steps: number;
  /** Epochs; for n-grams, iterations of L-BFGS. */
  epochs: number;
  /** The metrics of each evaluation on the validation set. */
  validation: readonly { step: number; loss: number; accuracy: number }[];
  /** The metrics of training batches, averaged to a few points. */
  training: readonly { step: number; loss: number; accuracy: number }[];
  /** On the test set, used once at the end. */
  test: {
    n: number;
    accuracy: number;
    standardError: number;
    loss: number;
    baseline: number;
    /** Absent in older records, and where the test set was split off. */
    answers?: Answers;
  };
  /** From reading the data to the end of the test, without pauses. */
  seconds: number;
  /** For a model made in stages (`npm run bundle-model`): all of them, this run the last. */
  stages?: readonly Stage[];
  machine: { processor: string; cores: number; backend: string; node: string; tfjs: string };
  /** ISO 8601. */
  date: string;
}

/** A stage of making a model. */
export interface Stage {
  name: string;
  seconds: number;
}

/** Returns the folder of the records. */
export function resultsFolder(): string {
  return join(repositoryRoot(), 'results');
}

/** Returns the name of a record's file. */
export function recordFile({ experiment, seed }: Pick<ResultRecord, 'experiment' | 'seed'>): string {
  return `${experiment}-${seed}.json`;
}

/** Writes a record, and returns its file. */
export async function writeResult(record: ResultRecord, folder = resultsFolder()): Promise<string> {
  const file = join(folder, recordFile(record));
  await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

/** Returns all records, sorted by file name. @throws if one is damaged or has an unknown format */
export async function readResults(folder = resultsFolder()): Promise<ResultRecord[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const found = await readJson(join(folder, name), recordSchema, 'run the experiment again');
      const record = upgraded(found as object as ResultRecord | Format1);
      if (todaysFile(name) !== recordFile(record))
        throw new Error(`${join(folder, name)} is not a record of ${record.experiment}, seed ${record.seed}`);
      return record;
    }),
  );
}

const points = v.array(v.looseObject({ step: wholeNumber(), loss: finiteNumber, accuracy: finiteNumber }));
const anything = v.record(v.string(), v.unknown());
const shared = {
  experiment: v.string(),
  system: v.string(),
  seed: wholeNumber(),
  data: v.looseObject({ name: v.string(), train: wholeNumber(), test: wholeNumber(), digest: v.string() }),
  steps: wholeNumber(),
  epochs: finiteNumber,
  validation: points,
  training: points,
  test: v.looseObject({
    n: wholeNumber(1),
    accuracy: v.pipe(finiteNumber, v.minValue(0), v.maxValue(1)),
    standardError: finiteNumber,
    loss: finiteNumber,
    baseline: finiteNumber,
    answers: v.optional(v.object({ reviews: v.string(), correct: v.string() })),
  }),
  seconds: finiteNumber,
  stages: v.optional(v.array(v.object({ name: v.string(), seconds: finiteNumber }))),
  machine: v.looseObject({ processor: v.string(), cores: wholeNumber(1) }),
  startedFrom: v.optional(anything),
  date: v.string(),
};
const recordSchema = v.variant('format', [
  v.looseObject({ format: v.literal(1), ...shared, parameters: anything, trained: wholeNumber() }),
  v.looseObject({
    format: v.literal(2),
    ...shared,
    hyperparameters: anything,
    trainableParameters: wholeNumber(),
  }),
]);

/** Returns a record in today's format. Format 1 has other names for some keys. */
function upgraded(record: ResultRecord | Format1): ResultRecord {
  if (record.format !== 1)
    return { ...record, hyperparameters: withTodaysFlags(record.system, record.hyperparameters) };
  const { experiment, parameters, trained, data, startedFrom, ...same } = record;
  const { held, ...sets } = data;
  return {
    ...same,
    format: 2,
    experiment: todaysExperiment(experiment),
    hyperparameters: renamed(withTodaysFlags(same.system, parameters), { clipNorm: 'globalClipNorm' }),
    ...(startedFrom && {
      startedFrom: Object.fromEntries(
        Object.entries(startedFrom).map(([name, about]) => [name, renamed(about, { time: 'timeSteps' })]),
      ),
    }),
    trainableParameters: trained,
    data: { ...sets, validation: held },
  };
}

/** A record of format 1. */
type Format1 = Omit<
  ResultRecord,
  'format' | 'hyperparameters' | 'trainableParameters' | 'data' | 'startedFrom'
> & {
  format: 1;
  parameters: Record<string, unknown>;
  trained: number;
  data: Omit<ResultRecord['data'], 'validation'> & { held: number };
  startedFrom?: Record<string, Record<string, unknown>>;
};

function todaysFile(name: string): string {
  return name.replace(
    /^(.*)(-\d+\.json)$/,
    (_, experiment, rest) => `${todaysExperiment(experiment)}${rest}`,
  );
}
