import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  fileRecords,
  fileRecordsOf,
  readFolderRecord,
  requireFiles,
  writeRecord,
} from '../files/folder-record';
import { readFloats, readNpy, writeNpy } from '../files/npy';
import { replaceFile } from '../files/replace-file';
import { requireFile } from '../files/require-file';
import { isWordList, listWords, type WordList } from './word-list';
import { type WordVectors, wordVectors } from './word-vectors';

/** The files of stored vectors. NumPy can read the `.npy` files too. */
export const STORED_FILES = ['vectors.npy', 'words.txt', 'words.npy'] as const;
const [VECTORS, WORDS, INDEX] = STORED_FILES;

/**
 * Writes word vectors into `folder` in a format that loads fast: the matrix, the words with one
 * per line, the index of the words (see `WordList`), and the record `vectors.json`.
 *
 * @param matrix `[words, dimensions]`, row-major
 */
export async function storeVectors(
  folder: string,
  words: readonly string[] | WordList,
  matrix: Float32Array,
  dimensions: number,
): Promise<void> {
  const list = 'index' in words ? words : listWords(words);
  await rm(join(folder, RECORD), { force: true });
  await writeNpy(join(folder, INDEX), { dtype: 'i4', shape: [list.index.length], data: list.index });
  await writeNpy(join(folder, VECTORS), { dtype: 'f4', shape: [list.size, dimensions], data: matrix });
  await replaceFile(join(folder, WORDS), list.text);
  const files = await fileRecordsOf(folder, STORED_FILES, { stamps: true });
  await writeRecord(folder, RECORD, { format: 1, words: list.size, dimensions, files });
}

/**
 * Returns the word vectors that `storeVectors` wrote into `folder`. Large files are digested if
 * they changed since their last digest. Vectors of earlier versions have no digests, so their
 * numbers are checked.
 *
 * @param name the name of the vectors in messages
 * @param remedy what makes them again
 * @throws when a file is missing or damaged, or the files do not belong together.
 */
export async function loadStored(
  folder: string,
  name: string,
  remedy = `install ${name} again`,
): Promise<WordVectors> {
  const hasRecord = existsSync(join(folder, RECORD));
  if (hasRecord) {
    const record = await readFolderRecord(folder, RECORD, recordSchema, remedy);
    await requireFiles(folder, RECORD, record, remedy);
  }
  for (const file of STORED_FILES) requireFile(join(folder, file), remedy);
  const [{ shape, data }, index, text] = await Promise.all([
    readFloats(join(folder, VECTORS)),
    readNpy(join(folder, INDEX)),
    readFile(join(folder, WORDS)),
  ]);
  const [size = 0, dimensions = 0] = shape;
  const list = { size, text, index: index.data as Int32Array };
  const fits = index.dtype === 'i4' && shape.length === 2 && dimensions > 0 && isWordList(list);
  if (!fits) throw new Error(`${folder}: ${STORED_FILES.join(', ')} do not belong together; ${remedy}`);
  const wrong = hasRecord ? -1 : data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new Error(
      `${join(folder, VECTORS)}: row ${Math.floor(wrong / dimensions)} has ${data[wrong]}; ${remedy}`,
    );
  return wordVectors(name, list, data, dimensions);
}

const RECORD = 'vectors.json';
const recordSchema = v.looseObject({
  format: v.literal(1),
  files: v.pipe(
    fileRecords,
    v.check((files) => STORED_FILES.every((file) => Object.hasOwn(files, file)), STORED_FILES.join(', ')),
  ),
});
