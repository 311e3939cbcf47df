/** The record of the general model's tests: `results/general/general.json`. */

import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReliabilityBin } from '../../lib/evaluation/calibration';
import { replaceFile } from '../../lib/files/replace-file';
import { repositoryRoot } from '../../lib/repository';
import type { PersonShift } from './group-terms';
import type { Agreement } from './in-runtime';
import type { GroupScores } from './scores';
import type { GroupName } from './test-texts';

/** The scores of a system on the groups of texts. */
export type ScoresByGroup = Partial<Record<GroupName, GroupScores>>;

/** A word-list package and its scores. */
export interface WordListScores {
  name: string;
  version: string;
  license: string;
  /** Bytes of the package, without the packages that it needs. */
  bytes: number;
  textsPerSecond: number;
  scores: ScoresByGroup;
}

/** The calibration of the three classes, out of fold. */
export interface Calibration {
  temperature: number;
  /** The expected calibration error, 0 to 1, with and without the temperature. */
  error: number;
  uncalibratedError: number;
  bins: readonly ReliabilityBin[];
}

/** The record of the tests. */
export interface GeneralRecord {
  format: 1;
  hyperparameters: Record<string, unknown>;
  neutralBand: number;
  folds: number;
  /** The texts that the final model was trained on; a review may be drawn in several epochs. */
  trainedOn: { tweets: number; sentences: number; reviews: number; phrases: number };
  trainableParameters: number;
  bits: number;
  bytes: number;
  /** Tweets and sentences out of fold, the others by the bundled model. */
  scores: ScoresByGroup;
  calibration: Calibration;
  /** The idioms by kind. */
  idioms: readonly { kind: string; n: number; correct: number }[];
  /** Tweets that the bundled model classifies per second. */
  textsPerSecond: number;
  /** The scores of the model `imdb`. */
  imdb: ScoresByGroup;
  wordLists: readonly WordListScores[];
  /** In `lstm-sentiment`, on the film reviews. */
  inRuntime: Agreement;
  /** How names and words for groups of people change the predictions. */
  people: readonly PersonShift[];
  machine: { processor: string; cores: number; backend: string; node: string };
  /** ISO 8601. */
  date: string;
}

const FILE = join('results', 'general', 'general.json');

/** Returns the record, or undefined if there is none. */
export async function readGeneralRecord(root = repositoryRoot()): Promise<GeneralRecord | undefined> {
  const file = join(root, FILE);
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as GeneralRecord) : undefined;
}

/** Writes the record, and returns its file. */
export async function writeGeneralRecord(record: GeneralRecord, root = repositoryRoot()): Promise<string> {
  const file = join(root, FILE);
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}
