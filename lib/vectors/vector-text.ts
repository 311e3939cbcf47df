/** Reads word vectors as text: the formats of GloVe, word2vec and fastText (`.vec`). */
import { readNumbers } from './read-numbers';
import type { VectorHeader, VectorParser } from './vector-parser';
import { type VectorRows, vectorRows } from './vector-rows';

const [TAB, LINE_FEED, RETURN, SPACE] = [9, 10, 13, 32];

/**
 * Returns a parser of lines that hold a word and its numbers, separated by blanks or tabs. A word
 * may contain blanks: it is what stands before the numbers.
 *
 * @param file its name in messages
 * @param size the size of the text in bytes, or an estimate
 * @param header the first line, if it is a header
 */
export function textParser(file: string, size: number, header?: VectorHeader): VectorParser {
  let line = header ? 1 : 0;
  let rows: VectorRows | undefined;
  let blankAt = 0; // the first of the blank lines that may end the file
  const broken = (problem: string) => new Error(`${file}:${line}: ${problem}`);

  const addLine = (bytes: Buffer, start: number, feed: number) => {
    line++;
    let end = feed;
    while (end > start && (bytes[end - 1] === RETURN || isBlank(bytes[end - 1]!))) end--;
    if (end === start) {
      blankAt ||= line;
      return;
    }
    if (blankAt > 0)
      throw new Error(`${file}:${blankAt}: expected a word and its numbers, found a blank line`);
    rows ??= firstRows(bytes.subarray(start, end));
    if (!addPlain(rows, bytes, start, end)) addSlowly(rows, bytes.subarray(start, end));
  };

  const firstRows = (row: Buffer): VectorRows => {
    if (header) return vectorRows(header.dimensions, Math.min(header.count, size / (2 * header.dimensions)));
    const dimensions = trailingNumbers(withSingleBlanks(row));
    if (dimensions === 0) throw broken('expected a word and its numbers, with blanks or tabs between them');
    // All lines are about as long as the first one, so this is usually enough.
    return vectorRows(dimensions, Math.ceil((size / (row.length + 1)) * 1.1));
  };

  /** Adds a row whose word contains no blank. Returns false for any other row. */
  const addPlain = (rows: VectorRows, bytes: Buffer, start: number, end: number): boolean => {
    const wordEnd = bytes.indexOf(SPACE, start);
    if (wordEnd <= start || wordEnd >= end) return false;
    const { dimensions, size } = rows;
    const matrix = rows.matrixWithRoom();
    if (readNumbers(bytes, wordEnd + 1, end, SPACE, matrix, size * dimensions, dimensions) !== dimensions)
      return false;
    if (bytes.subarray(start, wordEnd).includes(TAB)) return false;
    rows.addWord(bytes, start, wordEnd);
    return true;
  };

  const addSlowly = (rows: VectorRows, row: Buffer) => {
    const { dimensions, size } = rows;
    const plain = withSingleBlanks(row);
    const wordEnd = endOfWord(plain, dimensions);
    const numbers = trailingNumbers(plain);
    if (wordEnd <= 0 || numbers > dimensions) {
      const said = header ? 'as the header says' : 'as on the first line';
      throw broken(`expected a word and ${dimensions} numbers ${said}, found ${numbers}`);
    }
    const from = wordEnd + 1;
    const matrix = rows.matrixWithRoom();
    const found = readNumbers(plain, from, plain.length, SPACE, matrix, size * dimensions, dimensions);
    if (found < 0) {
      const value = plain.toString('utf8', from).split(' ')[-found - 1];
      const word = plain.toString('utf8', 0, wordEnd);
      throw broken(`value ${-found} of "${word}" is "${value}": expected a number that float32 can hold`);
    }
    rows.addWord(plain, 0, wordEnd);
  };

  return {
    read(bytes, last) {
      let start = 0;
      for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
        addLine(bytes, start, feed);
        start = feed + 1;
      }
      if (last && start < bytes.length) {
        line++;
        throw broken(
          'the last line does not end with a line feed, so the file may be cut off: ' +
            'copy it again, or add a line feed if it is complete',
        );
      }
      return start;
    },
    finish(name) {
      if (!rows) throw new Error(`${file} is empty: expected lines of a word and its numbers`);
      if (header && rows.size !== header.count)
        throw new Error(
          `${file}: the header says ${header.count} vectors, but there are ${rows.size}: copy the file again, ` +
            'or correct the header if the file is complete',
        );
      const firstLine = header ? 2 : 1;
      return rows.finish(name, (row) => `${file}:${row + firstLine}`);
    },
  };
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** Returns a row without blanks at its ends, and with one space for each run of blanks and tabs. */
function withSingleBlanks(row: Buffer): Buffer {
  const text = row.toString('latin1').replace(/[ \t]+/g, ' ');
  return Buffer.from(text.startsWith(' ') ? text.slice(1) : text, 'latin1');
}

/** Returns where the word ends: before the last `dimensions` values. -1 if there are fewer. */
function endOfWord(row: Buffer, dimensions: number): number {
  let end = row.length;
  for (let n = 0; n < dimensions && end > 0; n++) end = row.lastIndexOf(SPACE, end - 1);
  return end;
}

/** Returns how many numbers, NaN and infinity included, follow the word of a row. */
function trailingNumbers(row: Buffer): number {
  const values = row.toString('latin1').split(' ').slice(1).reverse();
  const other = values.findIndex((value) => !isNumber(value));
  return other < 0 ? values.length : other;
}

function isNumber(value: string): boolean {
  return !Number.isNaN(Number(value)) || /^[+-]?(nan|inf)$/i.test(value);
}
