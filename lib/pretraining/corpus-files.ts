import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  fileRecords,
  fileRecordsOf,
  readFolderRecord,
  requireFiles,
  writeRecord,
} from '../files/folder-record';
import { readNpy, writeNpy } from '../files/npy';
import { readVocabulary, vocabularyJson } from '../text/vocabulary';
import type { TokenCorpus } from './token-corpus';

const IDS = 'ids.npy';
const ENDS = 'ends.npy';
const VOCABULARY = 'vocabulary.json';
const RECORD = 'corpus.json';
const AGAIN = 'remove the folder and pretrain again';

/**
 * Writes a corpus into an existing folder: `ids.npy`, `ends.npy`, `vocabulary.json` and the record
 * `corpus.json`.
 */
export async function saveTokenCorpus(folder: string, { ids, ends, vocabulary }: TokenCorpus): Promise<void> {
  await rm(join(folder, RECORD), { force: true });
  await writeNpy(join(folder, IDS), { dtype: 'i4', shape: [ids.length], data: ids });
  await writeNpy(join(folder, ENDS), { dtype: 'i4', shape: [ends.length], data: ends });
  await writeFile(join(folder, VOCABULARY), vocabularyJson(vocabulary));
  const files = await fileRecordsOf(folder, [IDS, ENDS, VOCABULARY], { stamps: true });
  await writeRecord(folder, RECORD, { format: 1, texts: ends.length, tokens: ids.length, files });
}

/**
 * Returns the corpus that `saveTokenCorpus` wrote.
 *
 * @throws when a file is missing or damaged, or the files do not belong together.
 */
export async function loadTokenCorpus(folder: string): Promise<TokenCorpus> {
  if (existsSync(join(folder, RECORD))) {
    const record = await readFolderRecord(folder, RECORD, recordSchema, AGAIN);
    await requireFiles(folder, RECORD, record, AGAIN);
  }
  const [ids, ends] = await Promise.all([IDS, ENDS].map((name) => readNpy(join(folder, name))));
  const vocabulary = await readVocabulary(join(folder, VOCABULARY), AGAIN);
  if (ids!.dtype !== 'i4' || ends!.dtype !== 'i4' || (ends!.data.at(-1) ?? 0) !== ids!.data.length)
    throw new Error(`${folder}: ${IDS} and ${ENDS} do not belong together: ${AGAIN}`);
  const size = vocabulary.words.length;
  const other = ids!.data.find((id) => !(id >= 0 && id < size));
  if (other !== undefined)
    throw new Error(
      `${join(folder, IDS)} has the token id ${other}, and the vocabulary ${size} words: ${AGAIN}`,
    );
  const fall = ends!.data.findIndex((end, at) => end < (ends!.data[at - 1] ?? 0));
  if (fall >= 0)
    throw new Error(`${join(folder, ENDS)}: text ${fall} ends before the one before it: ${AGAIN}`);
  return { vocabulary, ids: ids!.data as Int32Array, ends: ends!.data as Int32Array };
}

const recordSchema = v.looseObject({
  format: v.literal(1),
  files: v.pipe(
    fileRecords,
    v.check((files) => [IDS, ENDS, VOCABULARY].every((name) => Object.hasOwn(files, name)), 'all files'),
  ),
});
