import { isUtf8 } from 'node:buffer';
import { FNV_OFFSET, fnv1a } from '../hash';

/**
 * A list of words as one UTF-8 text, with one word per line, and a hash table over its lines. So
 * 400,000 words are loaded and looked up without a string for each.
 */
export interface WordList {
  /** The number of words. */
  readonly size: number;
  /** The lines: the content of `words.txt`. */
  readonly text: Buffer;
  /**
   * The content of `words.npy`: the start of each line and the end of the last, `[size + 1]`, then
   * the hash table.
   */
  readonly index: Int32Array;
}

const LINE_FEED = 10;

/** Returns the list of the words in `text`, each ended by a line feed. */
export function indexWords(text: Buffer): WordList {
  const starts = [0];
  for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, end + 1))
    starts.push(end + 1);
  const size = starts.length - 1;
  const slots = tableSize(size);
  const index = new Int32Array(size + 1 + slots);
  index.set(starts);
  for (let id = 0; id < size; id++) {
    let slot = hashBytes(text, starts[id]!, starts[id + 1]! - 1) & (slots - 1);
    while (index[size + 1 + slot]) slot = (slot + 1) & (slots - 1);
    index[size + 1 + slot] = id + 1; // 0: an empty slot
  }
  return { size, text, index };
}

/** Returns the list of `words`. @throws when a word contains a line feed. */
export function listWords(words: readonly string[]): WordList {
  const broken = words.findIndex((word) => word.includes('\n'));
  if (broken >= 0) throw new Error(`word ${broken}, ${JSON.stringify(words[broken])}, contains a line feed`);
  return indexWords(Buffer.from(words.map((word) => `${word}\n`).join(''), 'utf8'));
}

/**
 * Returns the id of `word`, the lower one where it is in the list twice; undefined where it is not
 * in the list.
 */
export function findWord({ size, text, index }: WordList, word: string): number | undefined {
  // Other words than ASCII are looked up by their UTF-8 bytes, one character each, so that one
  // loop serves both.
  const bytes = isAscii(word) ? word : Buffer.from(word, 'utf8').toString('latin1');
  const mask = index.length - size - 2;
  let slot = hashText(bytes) & mask;
  // The table has free slots (`isWordList`), so this ends.
  for (let id = index[size + 1 + slot]!; id > 0; id = index[size + 1 + slot]!) {
    const start = index[id - 1]!;
    if (index[id]! - 1 - start === bytes.length && standsAt(text, start, bytes)) return id - 1;
    slot = (slot + 1) & mask;
  }
  return undefined;
}

/**
 * Returns whether the parts of a list from a file belong together: lines one after another, each
 * with its line feed, and a table with each of them once, whose other slots are free.
 */
export function isWordList({ size, text, index }: WordList): boolean {
  const slots = tableSize(size);
  if (index.length !== size + 1 + slots || index[0] !== 0 || index[size] !== text.length) return false;
  if (!isUtf8(text)) return false;
  for (let id = 0; id < size; id++)
    if (index[id]! >= index[id + 1]! || text[index[id + 1]! - 1] !== LINE_FEED) return false;
  let lines = 0;
  for (const byte of text) if (byte === LINE_FEED) lines++;
  if (lines !== size) return false;
  const found = new Uint8Array(size);
  let filled = 0;
  for (let slot = size + 1; slot < index.length; slot++) {
    const id = index[slot]!;
    if (id === 0) continue;
    if (id < 0 || id > size || found[id - 1]) return false;
    found[id - 1] = 1;
    filled++;
  }
  return filled === size;
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}

function standsAt(text: Uint8Array, start: number, bytes: string): boolean {
  for (let i = 0; i < bytes.length; i++) if (text[start + i] !== bytes.charCodeAt(i)) return false;
  return true;
}

/** Returns all words as strings, by id. */
export function allWords({ size, text }: WordList): string[] {
  return size === 0 ? [] : text.toString('utf8', 0, text.length - 1).split('\n');
}

/**
 * Returns the number of slots in the hash table of `size` words: a power of two, at least twice
 * `size`.
 */
export function tableSize(size: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2 * size, 2)));
}

/** Returns the FNV-1a hash, with its high bits mixed into the low ones, which choose the slot. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let i = start; i < end; i++) hash = fnv1a(hash, bytes[i]!);
  return hash ^ (hash >>> 15);
}

/** Returns the same hash of a text whose characters stand for bytes. */
function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = fnv1a(hash, text.charCodeAt(i));
  return hash ^ (hash >>> 15);
}
