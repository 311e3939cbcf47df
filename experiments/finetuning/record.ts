/** The records of the trials of fine-tuning: `results/finetuning/tweets-200-0.json`. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccuracyDifference } from '../../lib/evaluation/compare';
import { makeFolder } from '../../lib/files/make-folder';
import { replaceFile } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';

/** A trial: a number of texts of a data set, and a seed. */
export interface Trial {
  data: 'tweets' | 'snippets';
  /** The number of texts; null: all that are not test texts. */
  size: number | null;
  seed: number;
}

/** A system's accuracy on the test texts. */
export interface TrialSystem {
  name: 'fine-tuned' | 'tf-idf' | 'nb' | 'as it was';
  accuracy: number;
  standardError: number;
  /** The accuracy of the fine-tuned classifier minus this accuracy. */
  advantage: AccuracyDifference;
}

/** The record of a trial. */
export interface TrialRecord {
  format: 1;
  trial: Trial;
  /** The classifier that fine-tuning started from: its name, and the SHA-256 of its weights. */
  from: { name: string; weights: string };
  /** The number of texts to fine-tune on, those of its validation set included. */
  texts: number;
  /** The number of test texts. */
  test: number;
  systems: readonly TrialSystem[];
  finetuning: {
    folds: number;
    epochs: number;
    newWords: number;
    maxLength: number;
    /** The system that `finetune` recommended, without the test texts. */
    advised: string;
  };
  /** The seconds of `finetune`, with its baselines and folds, and the seconds of all cores. */
  seconds: number;
  cpuSeconds: number;
  machine: { processor: string; cores: number; backend: string; node: string };
  /** ISO 8601. */
  date: string;
}

/** Returns the folder of the records. */
export function trialsFolder(): string {
  return join(repositoryRoot(), 'results', 'finetuning');
}

/** Returns the name of a trial's file. */
export function trialFile({ data, size, seed }: Trial): string {
  return `${data}-${size ?? 'all'}-${seed}.json`;
}

/** Writes a record, and returns its file. */
export async function writeTrial(record: TrialRecord, folder = trialsFolder()): Promise<string> {
  makeFolder(folder);
  const file = join(folder, trialFile(record.trial));
  await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}

/** Returns all records, sorted by file name. @throws if one has an unknown format */
export async function readTrials(folder = trialsFolder()): Promise<TrialRecord[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.sort().map(async (name) => {
      const record = JSON.parse(await readFile(join(folder, name), 'utf8')) as TrialRecord;
      if (record.format !== 1 || trialFile(record.trial) !== name)
        throw new Error(`${join(folder, name)} is not a record of a trial`);
      return record;
    }),
  );
}
