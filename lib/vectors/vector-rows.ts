import { isUtf8 } from 'node:buffer';
import { indexWords } from './word-list';
import { type WordVectors, wordVectors } from './word-vectors';

const LINE_FEED = 10;
/** Rows that stay free, so that `inOreillyOrder` adds its special tokens without a copy. */
const SPARE_ROWS = 2;

/** Words and their vectors, added one after another. */
export interface VectorRows {
  readonly dimensions: number;
  /** The number of rows so far. */
  readonly size: number;
  /** Returns the matrix. The values of the next row belong at `size * dimensions`. */
  matrixWithRoom(): Float32Array;
  /** Completes the next row, whose values are in the matrix, with its word in UTF-8. */
  addWord(bytes: Buffer, start: number, end: number): void;
  /**
   * Returns the word vectors.
   *
   * @param placeOf names the place of a row in messages: `vectors.txt:17`
   * @throws if a word is not UTF-8
   */
  finish(name: string, placeOf: (row: number) => string): WordVectors;
}

/**
 * Returns an empty table that grows as needed.
 *
 * @param expected the expected number of rows. Memory of a row is used once the row is written.
 */
export function vectorRows(dimensions: number, expected: number): VectorRows {
  let matrix = new Float32Array((Math.max(1, expected) + SPARE_ROWS) * dimensions);
  let words = Buffer.allocUnsafe(2 ** 16);
  let [size, wordsEnd] = [0, 0];
  return {
    dimensions,
    get size() {
      return size;
    },
    matrixWithRoom() {
      if ((size + 1 + SPARE_ROWS) * dimensions <= matrix.length) return matrix;
      const larger = new Float32Array(matrix.length * 2);
      larger.set(matrix);
      matrix = larger;
      return matrix;
    },
    addWord(bytes, start, end) {
      if (wordsEnd + end - start + 1 > words.length)
        words = Buffer.concat([words, Buffer.allocUnsafe(words.length + end - start)]);
      bytes.copy(words, wordsEnd, start, end);
      wordsEnd += end - start;
      words[wordsEnd++] = LINE_FEED;
      size++;
    },
    finish(name, placeOf) {
      const text = words.subarray(0, wordsEnd);
      if (!isUtf8(text)) throw notUtf8(text, placeOf);
      const vectors = wordVectors(name, indexWords(text), matrix.subarray(0, size * dimensions), dimensions);
      return Object.assign(vectors, { spareRows: SPARE_ROWS });
    },
  };
}

/** Returns the error that names the first word that is not UTF-8. */
function notUtf8(text: Buffer, placeOf: (row: number) => string): Error {
  let [row, start] = [0, 0];
  for (;;) {
    const end = text.indexOf(LINE_FEED, start);
    const word = text.subarray(start, end);
    if (!isUtf8(word))
      return new Error(
        `${placeOf(row)}: the word "${word.toString('latin1')}" is not UTF-8; if it reads right here, ` +
          'the file is Latin-1: convert it with iconv -f latin1 -t utf-8',
      );
    start = end + 1;
    row++;
  }
}
