import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultOfFolder, RECORDS, type RecordName } from './folder-record';

/** A folder of ours whose every byte was read. */
export interface CheckedFolder {
  folder: string;
  /** What it contains: `checkpoint`. */
  kind: string;
  /** What is wrong, with what makes it again. Absent: nothing is. */
  fault?: string;
}

/** Folders are looked for this deep. */
const DEPTH = 6;

/** What makes a folder again, by its record. */
const REMEDIES: Readonly<Record<RecordName, string>> = {
  'checkpoint.json': 'copy it again, or train again',
  'classifier.json': 'export the model again',
  'corpus.json': 'remove the folder and pretrain again',
  'language-model.json': 'copy it again, or remove the folder and pretrain again',
  'prepared.json': 'nothing is to do, the next training makes it again',
  'preprocessed.json': 'preprocess again',
  'source.json': 'remove the folder and install the data set again (npm run data -- NAME)',
  'vectors.json': 'remove the folder, and install the data set or pretrain again',
};

/** Checks all folders with a record in `roots`, with a digest of every file. */
export async function* checkFolders(roots: readonly string[]): AsyncGenerator<CheckedFolder> {
  for (const root of roots) if (existsSync(root)) yield* checkIn(root, DEPTH);
}

async function* checkIn(folder: string, depth: number): AsyncGenerator<CheckedFolder> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const { name } of entries) {
    if (!Object.hasOwn(RECORDS, name)) continue;
    const record = name as RecordName;
    const fault = await faultOfFolder(folder, record, REMEDIES[record]);
    yield { folder, kind: RECORDS[record], ...(fault !== undefined && { fault }) };
  }
  if (depth === 0) return;
  for (const entry of entries) if (entry.isDirectory()) yield* checkIn(join(folder, entry.name), depth - 1);
}
