/** What is known of a recorded run: `results/NAME-SEED.json`. Every accuracy that the project states comes from one. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';

export interface ResultRecord {
  format: 1;
  /** Which experiment it is. */
  experiment: string;
  system: string;
  seed: number;
  /** Every parameter, the seed included: flags, and what no flag changes. */
  hyperparameters: Record<string, unknown>;
  /** What was trained before, and how: language models with their parameters, curves, seconds, and perplexity on held-out texts. */
  startedFrom?: Record<string, unknown>;
  data: {
    /** What the texts are: `IMDB`. */
    name: string;
    /** How many texts were trained on, held out to choose by, and tested on. */
    train: number;
    validation: number;
    test: number;
    /** SHA-256 of the ids and labels that were trained on and held out. */
    digest: string;
  };
  /** Numbers that were trained. */
  trainableParameters: number;
  steps: number;
  /** How often the texts were read; of n-grams, the steps of L-BFGS. */
  epochs: number;
  /** What held-out texts said, step by step. */
  validation: readonly { step: number; loss: number; accuracy: number }[];
  /** What batches said in training, thinned out. */
  training: readonly { step: number; loss: number; accuracy: number }[];
  /** On texts that were looked at once, at the end. */
  test: { n: number; accuracy: number; standardError: number; loss: number; baseline: number };
  /** From the first text read to the last one tested, without the time that it was stopped. */
  seconds: number;
  machine: { processor: string; cores: number; backend: string; node: string; tfjs: string };
  /** ISO 8601. */
  date: string;
}

/** Returns the folder of the records. */
export function resultsFolder(): string {
  return join(repositoryRoot(), 'results');
}

/** Returns the name of a record's file. */
export function recordFile({ experiment, seed }: Pick<ResultRecord, 'experiment' | 'seed'>): string {
  return `${experiment}-${seed}.json`;
}

/** Writes a record in its place. */
export async function writeResult(record: ResultRecord, folder = resultsFolder()): Promise<string> {
  const file = join(folder, recordFile(record));
  await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

/** Returns all records, by their names. @throws for one of another format */
export async function readResults(folder = resultsFolder()): Promise<ResultRecord[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const record = JSON.parse(await readFile(join(folder, name), 'utf8')) as ResultRecord;
      if (record.format !== 1 || name !== recordFile(record))
        throw new Error(`${join(folder, name)} is no record of ${record.experiment}, seed ${record.seed}`);
      return record;
    }),
  );
}
