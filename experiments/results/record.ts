/** The records of training runs, `results/NAME-SEED.json`. Every accuracy in the docs comes from one. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';

export interface ResultRecord {
  format: 1;
  /** The name of the experiment. */
  experiment: string;
  system: string;
  seed: number;
  /** All hyperparameters: the flags with the seed, and those that no flag changes. */
  hyperparameters: Record<string, unknown>;
  /** The pretraining, if there was one: hyperparameters, curves, seconds and validation perplexity. */
  startedFrom?: Record<string, unknown>;
  data: {
    /** The name of the data set: `IMDB`. */
    name: string;
    /** The sizes of the training, validation and test set. */
    train: number;
    validation: number;
    test: number;
    /** SHA-256 of the token ids and labels of the training and validation set. */
    digest: string;
  };
  /** The number of trainable parameters. */
  trainableParameters: number;
  steps: number;
  /** The number of passes over the training set; for n-gram systems, the steps of L-BFGS. */
  epochs: number;
  /** The metrics on the validation set, evaluation by evaluation. */
  validation: readonly { step: number; loss: number; accuracy: number }[];
  /** The metrics of training batches, thinned out. */
  training: readonly { step: number; loss: number; accuracy: number }[];
  /** The metrics on the test set, which is evaluated once. `baseline` is the majority class. */
  test: { n: number; accuracy: number; standardError: number; loss: number; baseline: number };
  /** Wall time from reading the data to the end of the test, without pauses. */
  seconds: number;
  machine: { processor: string; cores: number; backend: string; node: string; tfjs: string };
  /** ISO 8601. */
  date: string;
}

/** Returns the folder of the records. */
export function resultsFolder(): string {
  return join(repositoryRoot(), 'results');
}

/** Returns the file name of a record. */
export function recordFile({ experiment, seed }: Pick<ResultRecord, 'experiment' | 'seed'>): string {
  return `${experiment}-${seed}.json`;
}

/** Writes a record and returns its path. */
export async function writeResult(record: ResultRecord, folder = resultsFolder()): Promise<string> {
  const file = join(folder, recordFile(record));
  await replaceFile(file, (beside) => writeFile(beside, `${JSON.stringify(record, null, 2)}\n`));
  return file;
}

/** Returns all records, sorted by file name. @throws if a file has another format or another name */
export async function readResults(folder = resultsFolder()): Promise<ResultRecord[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const record = withPresentNames(JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredRecord);
      if (record.format !== 1 || name !== recordFile(record))
        throw new Error(`${join(folder, name)} is no record of ${record.experiment}, seed ${record.seed}`);
      return record;
    }),
  );
}

/** A record as earlier versions wrote it: some fields have other names. */
type StoredRecord = Omit<ResultRecord, 'data'> & {
  parameters?: Record<string, unknown>;
  trained?: number;
  data: ResultRecord['data'] & { held?: number };
};

/** Returns a record under the field names that this version writes. */
function withPresentNames({
  parameters,
  trained,
  data: { held, ...data },
  ...record
}: StoredRecord): ResultRecord {
  return {
    ...record,
    data: { ...data, validation: data.validation ?? held },
    hyperparameters: record.hyperparameters ?? parameters,
    trainableParameters: record.trainableParameters ?? trained,
  };
}
