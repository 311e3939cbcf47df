/** Reads word vectors in the binary format of word2vec (`.bin`). */
import type { VectorHeader, VectorParser } from './vector-parser';
import { vectorRows } from './vector-rows';

const [LINE_FEED, SPACE] = [10, 32];
const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** A longer word is taken for a damaged file. */
const LONGEST_WORD = 2 ** 16;

/**
 * Returns a parser of what follows the header: for each word its bytes, a space and its vector as
 * float32, little-endian. word2vec's program writes a line feed after each vector, others do not.
 *
 * @param file its name in messages
 * @param size the size of the file in bytes, or an estimate
 */
export function binaryParser(file: string, size: number, header: VectorHeader): VectorParser {
  const { count, dimensions } = header;
  const length = dimensions * BYTES;
  const rows = vectorRows(dimensions, Math.min(count, size / (length + 2)));
  const broken = (problem: string) => new Error(`${file}: vector ${rows.size + 1} of ${count}: ${problem}`);

  const requireFinite = (matrix: Float32Array, at: number, word: Buffer) => {
    const wrong = matrix.subarray(at, at + dimensions).findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw broken(`value ${wrong + 1} of "${word}" is ${matrix[at + wrong]}`);
  };

  return {
    read(bytes, last) {
      let used = 0;
      while (rows.size < count) {
        const start = bytes[used] === LINE_FEED ? used + 1 : used;
        const space = bytes.indexOf(SPACE, start);
        if ((space < 0 ? bytes.length : space) - start > LONGEST_WORD) throw broken('expected a word');
        if (space < 0 || space + 1 + length > bytes.length) break;
        const word = bytes.subarray(start, space);
        if (word.length === 0 || word.includes(LINE_FEED)) throw broken('expected a word');
        const matrix = rows.matrixWithRoom();
        const at = rows.size * dimensions;
        const target = new Uint8Array(matrix.buffer, matrix.byteOffset + at * BYTES, length);
        target.set(bytes.subarray(space + 1, space + 1 + length));
        requireFinite(matrix, at, word);
        rows.addWord(bytes, start, space);
        used = space + 1 + length;
      }
      if (rows.size < count) return used;
      const rest = bytes.subarray(used);
      if (rest.length > 1 || (rest.length === 1 && rest[0] !== LINE_FEED))
        throw new Error(`${file}: the header says ${count} vectors, but more bytes follow them`);
      return last ? bytes.length : used;
    },
    finish(name) {
      if (rows.size < count)
        throw new Error(`${file} ends after ${rows.size} of ${count} vectors: copy it again`);
      return rows.finish(name, (row) => `${file}: vector ${row + 1}`);
    },
  };
}
