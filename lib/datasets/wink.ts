import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseJson, wholeNumber } from '../files/json-file';
import { requireFile } from '../files/require-file';
import { readNumbers } from '../vectors/read-numbers';
import { type WordVectors, wordVectors } from '../vectors/word-vectors';

const COMMA = 44;
const VECTORS = ',"vectors":{';
/** The relative error of a norm in the file, which was computed before the numbers were rounded. */
const NORM_ERROR = 1e-6;

/**
 * Returns winkNLP's word vectors. Its file is JSON with `words`, a list, and `vectors`, which has
 * for each word its vector, followed by the vector's norm and the word's id. The file has 300 MB,
 * and needs ten times the memory as a parsed object, so it is read byte by byte.
 *
 * @param name the name of the vectors in messages
 * @throws when the file has another form; the message names the vector.
 */
export async function readWink(file: string, name: string): Promise<WordVectors> {
  requireFile(file);
  const bytes = await readFile(file);
  const split = bytes.indexOf(VECTORS);
  if (split < 0) throw new Error(`${file} is not winkNLP's: expected "words" and "vectors" in it`);
  const { words, dimensions } = parseJson(
    file,
    `${bytes.toString('utf8', 0, split)}}`,
    headSchema,
    'copy it again',
  );
  const matrix = new Float32Array(words.length * dimensions);
  const row = new Float32Array(dimensions);
  const tail = new Float32Array(2);
  const isSet = new Uint8Array(words.length);
  let at = split + VECTORS.length;
  for (let i = 0; i < words.length; i++) {
    const start = bytes.indexOf('":[', at) + 3;
    const end = bytes.indexOf(']', start);
    const numbersEnd = endOfNumbers(bytes, start, end, dimensions);
    const found = readNumbers(bytes, start, numbersEnd, COMMA, row, 0, dimensions);
    const tailFound = readNumbers(bytes, numbersEnd + 1, end, COMMA, tail, 0, 2);
    const id = tail[1]!;
    if (start < 3 || end < 0 || found !== dimensions || tailFound !== 2)
      throw new Error(`${file}: the vector number ${i} is not ${dimensions} numbers, their norm and an id`);
    const word = bytes.toString('utf8', at, start - 2).replace(/^,?\s*/, '');
    if (isSet[id] !== 0 || word !== JSON.stringify(words[id]))
      throw new Error(
        `${file}: the vector number ${i}, of ${word.slice(0, 40)}, has the id ${id}: copy it again`,
      );
    const norm = Math.hypot(...row);
    if (!(Math.abs(norm - tail[0]!) <= NORM_ERROR * norm))
      throw new Error(
        `${file}: the vector of ${word.slice(0, 40)} has another norm than the file says: copy it again`,
      );
    isSet[id] = 1;
    matrix.set(row, id * dimensions);
    at = end + 1;
  }
  const rest = `{"vectors":{${bytes.toString('utf8', at)}`; // what follows the last vector
  parseJson(file, rest, v.looseObject({ vectors: v.object({}) }), 'copy it again');
  return wordVectors(name, words, matrix, dimensions);
}

const headSchema = v.looseObject({ words: v.array(v.string()), dimensions: wholeNumber(1, 10_000) });

/**
 * Returns the index of the comma after the first `count` numbers, or `end` where there is none.
 */
function endOfNumbers(bytes: Buffer, start: number, end: number, count: number): number {
  let at = start - 1;
  for (let i = 0; i < count && at >= 0 && at < end; i++) at = bytes.indexOf(COMMA, at + 1);
  return at < 0 || at > end ? end : at;
}
