import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFloats, readNpy, writeNpy } from '../files/npy';
import { replaceFile } from '../files/replace-file';
import { listWords, tableSize, type WordList } from './word-list';
import { type WordVectors, wordVectors } from './word-vectors';

/** The files of stored vectors. NumPy can read the `.npy` files too. */
export const STORED_FILES = ['vectors.npy', 'words.txt', 'words.npy'] as const;
const [VECTORS, WORDS, INDEX] = STORED_FILES;

/**
 * Writes word vectors into `folder` in a format that loads fast: the matrix, the words with one
 * per line, and the index of the words (see `WordList`).
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
  await writeNpy(join(folder, INDEX), { dtype: 'i4', shape: [list.index.length], data: list.index });
  await writeNpy(join(folder, VECTORS), { dtype: 'f4', shape: [list.size, dimensions], data: matrix });
  await replaceFile(join(folder, WORDS), list.text);
}

/**
 * Returns the word vectors that `storeVectors` wrote into `folder`.
 *
 * @param name the name of the vectors in messages
 * @throws when a file is missing or damaged, or the files do not belong together.
 */
export async function loadStored(folder: string, name: string): Promise<WordVectors> {
  const [{ shape, data }, index, text] = await Promise.all([
    readFloats(join(folder, VECTORS)),
    readNpy(join(folder, INDEX)),
    readFile(join(folder, WORDS)),
  ]);
  const [size = 0, dimensions = 0] = shape;
  const fits =
    index.dtype === 'i4' &&
    shape.length === 2 &&
    index.data.length === size + 1 + tableSize(size) &&
    index.data[size] === text.length;
  if (!fits)
    throw new Error(`${folder}: ${STORED_FILES.join(', ')} do not belong together; install ${name} again`);
  return wordVectors(name, { size, text, index: index.data }, data, dimensions);
}
