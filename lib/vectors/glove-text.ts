import { open } from 'node:fs/promises';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { readNumbers } from './read-numbers';
import { indexWords } from './word-list';
import { type WordVectors, wordVectors } from './word-vectors';

/** Options of `readGloveText`. The progress is in bytes. */
export interface GloveTextOptions extends Watch {
  /** The name of the vectors in messages. Default: the file. */
  name?: string;
}

const [LINE_FEED, RETURN, SPACE] = [10, 13, 32];
const CHUNK = 2 ** 22;

/**
 * Returns the word vectors of a text file in GloVe's format: each line is a word and its numbers,
 * separated by single spaces. A first line with two numbers only, as word2vec writes it, is
 * skipped.
 *
 * @throws when the file cannot be read or is empty, a line has another number of values than the
 *   first one, or a value is not a number; the message names the file and the line.
 */
export async function readGloveText(file: string, options: GloveTextOptions = {}): Promise<WordVectors> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const rows = new Rows(file, size);
    let buffer = Buffer.allocUnsafe(CHUNK);
    let kept = 0;
    for (let at = 0; at < size; ) {
      if (kept === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
      const { bytesRead } = await handle.read(buffer, kept, buffer.length - kept, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      const bytes = buffer.subarray(0, kept + bytesRead);
      const used = rows.addLines(bytes, at >= size);
      buffer.copyWithin(0, used, bytes.length);
      kept = bytes.length - used;
      options.progress?.(at, size);
      await pause(options.signal);
    }
    return rows.finish(options.name ?? file);
  } finally {
    await handle.close();
  }
}

/** The words and vectors of the lines so far, in buffers that grow. */
class Rows {
  #line = 0;
  #rows = 0;
  #dimensions = 0;
  #matrix = new Float32Array(0);
  #words: Buffer;
  #wordsEnd = 0;

  constructor(
    readonly file: string,
    readonly size: number,
  ) {
    this.#words = Buffer.allocUnsafe(2 ** 16);
  }

  /**
   * Adds the complete lines at the start of `bytes`, and also the incomplete one at its end where
   * `last` is true. Returns the number of bytes used.
   */
  addLines(bytes: Buffer, last: boolean): number {
    let start = 0;
    for (;;) {
      const feed = bytes.indexOf(LINE_FEED, start);
      if (feed < 0) break;
      this.#addLine(bytes, start, feed);
      start = feed + 1;
    }
    if (!last || start === bytes.length) return start;
    this.#addLine(bytes, start, bytes.length);
    return bytes.length;
  }

  finish(name: string): WordVectors {
    if (this.#rows === 0) throw new Error(`${this.file} is empty: expected lines of a word and its numbers`);
    const matrix = this.#matrix.subarray(0, this.#rows * this.#dimensions);
    const words = indexWords(this.#words.subarray(0, this.#wordsEnd));
    return wordVectors(name, words, matrix, this.#dimensions);
  }

  #addLine(bytes: Buffer, start: number, feed: number): void {
    this.#line++;
    let end = feed;
    while (end > start && (bytes[end - 1] === RETURN || bytes[end - 1] === SPACE)) end--;
    const wordEnd = bytes.indexOf(SPACE, start);
    if (end === start || wordEnd <= start || wordEnd >= end) throw this.#broken('a word and its numbers');
    if (this.#rows === 0 && this.#startsFile(bytes, start, wordEnd, end)) return;
    this.#makeRoom(wordEnd - start);
    const at = this.#rows * this.#dimensions;
    const found = readNumbers(bytes, wordEnd + 1, end, SPACE, this.#matrix, at, this.#dimensions);
    if (found !== this.#dimensions) throw this.#wrongValues(bytes.toString('utf8', wordEnd + 1, end), found);
    bytes.copy(this.#words, this.#wordsEnd, start, wordEnd);
    this.#wordsEnd += wordEnd - start;
    this.#words[this.#wordsEnd++] = LINE_FEED;
    this.#rows++;
  }

  /**
   * Sets the dimensions from the first line. Returns whether that line is word2vec's header,
   * without a vector.
   */
  #startsFile(bytes: Buffer, start: number, wordEnd: number, end: number): boolean {
    const line = bytes.toString('utf8', start, end);
    if (this.#line === 1 && /^\d+ \d+$/.test(line)) return true;
    this.#dimensions = bytes.toString('latin1', wordEnd + 1, end).split(' ').length;
    // All lines are about as long as the first one, so this is usually enough.
    const expected = Math.ceil((this.size / (end - start)) * 1.1) + 1;
    this.#matrix = new Float32Array(expected * this.#dimensions);
    return false;
  }

  #makeRoom(wordLength: number): void {
    if ((this.#rows + 1) * this.#dimensions > this.#matrix.length) {
      const larger = new Float32Array(this.#matrix.length * 2);
      larger.set(this.#matrix);
      this.#matrix = larger;
    }
    if (this.#wordsEnd + wordLength + 1 > this.#words.length)
      this.#words = Buffer.concat([this.#words, Buffer.allocUnsafe(this.#words.length + wordLength)]);
  }

  #wrongValues(values: string, found: number): Error {
    const parts = values.split(' ');
    if (found < 0) return this.#broken(`numbers after the word, found "${parts[-found - 1]}"`);
    return this.#broken(`${this.#dimensions} numbers as on the first line, found ${parts.length}`);
  }

  #broken(expected: string): Error {
    return new Error(`${this.file}:${this.#line}: expected ${expected}`);
  }
}
