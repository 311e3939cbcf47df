import { readFile } from 'node:fs/promises';
import { readNumbers } from '../vectors/read-numbers';
import { type WordVectors, wordVectors } from '../vectors/word-vectors';

const COMMA = 44;
const VECTORS = ',"vectors":{';

/**
 * Returns the vectors of winkNLP's embeddings: JSON with `words`, the list, and `vectors`, for
 * each word its numbers, then their norm and the word's id. At 300 MB the file is read byte by
 * byte: as one parsed object it takes ten times the memory.
 *
 * @throws, naming file and word, when the file is not of that form.
 */
export async function readWink(file: string, name: string): Promise<WordVectors> {
  const bytes = await readFile(file);
  const split = bytes.indexOf(VECTORS);
  if (split < 0) throw new Error(`${file} is not winkNLP's: expected "words" and "vectors" in it`);
  const { words, dimensions } = JSON.parse(`${bytes.toString('utf8', 0, split)}}`) as {
    words: string[];
    dimensions: number;
  };
  const matrix = new Float32Array(words.length * dimensions);
  const row = new Float32Array(dimensions);
  const tail = new Float32Array(2);
  let at = split + VECTORS.length;
  for (let i = 0; i < words.length; i++) {
    const start = bytes.indexOf('":[', at) + 3;
    const end = bytes.indexOf(']', start);
    const numbersEnd = endOfNumbers(bytes, start, end, dimensions);
    const found = readNumbers(bytes, start, numbersEnd, COMMA, row, 0, dimensions);
    const rest = readNumbers(bytes, numbersEnd + 1, end, COMMA, tail, 0, 2);
    const id = tail[1]!;
    if (start < 3 || end < 0 || found !== dimensions || rest !== 2 || !(id < words.length))
      throw new Error(`${file}: the vector number ${i} is not ${dimensions} numbers, their norm and an id`);
    matrix.set(row, id * dimensions);
    at = end + 1;
  }
  return wordVectors(name, words, matrix, dimensions);
}

/** Returns where the comma behind the first `count` numbers stands, `end` where there is none. */
function endOfNumbers(bytes: Buffer, start: number, end: number, count: number): number {
  let at = start - 1;
  for (let i = 0; i < count && at >= 0 && at < end; i++) at = bytes.indexOf(COMMA, at + 1);
  return at < 0 || at > end ? end : at;
}
