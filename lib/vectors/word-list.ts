import { FNV_OFFSET, fnv1a } from '../hash';

/**
 * Words as one piece of UTF-8 text, a line each, with a hash table over it: 400,000 words are loaded and looked up
 * without making a string of any.
 */
export interface WordList {
  readonly size: number;
  /** The lines of text: what `words.txt` holds. */
  readonly text: Buffer;
  /** The starts of the lines, one more than there are words, then the hash table: what `words.npy` holds. */
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
    index[size + 1 + slot] = id + 1; // 0 is an empty slot
  }
  return { size, text, index };
}

/** Returns the list of `words`. @throws when a word holds a line feed. */
export function listWords(words: readonly string[]): WordList {
  const broken = words.findIndex((word) => word.includes('\n'));
  if (broken >= 0) throw new Error(`word ${broken}, ${JSON.stringify(words[broken])}, holds a line feed`);
  return indexWords(Buffer.from(words.map((word) => `${word}\n`).join(''), 'utf8'));
}

/** Returns the id of `word`, the lower one where the list holds it twice; undefined where it does not hold it. */
export function findWord({ size, text, index }: WordList, word: string): number | undefined {
  // What is not ASCII is looked up by its UTF-8 bytes, each as a character: the same code serves both.
  const bytes = isAscii(word) ? word : Buffer.from(word, 'utf8').toString('latin1');
  const mask = index.length - size - 2;
  let slot = hashText(bytes) & mask;
  for (let id = index[size + 1 + slot]!; id > 0; id = index[size + 1 + slot]!) {
    const start = index[id - 1]!;
    if (index[id]! - 1 - start === bytes.length && standsAt(text, start, bytes)) return id - 1;
    slot = (slot + 1) & mask;
  }
  return undefined;
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

/** Returns how many slots a table of `size` words has: a power of two, at most half of them taken. */
export function tableSize(size: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2 * size, 2)));
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits, with its high bits mixed into the low ones, which choose the slot. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let i = start; i < end; i++) hash = fnv1a(hash, bytes[i]!);
  return hash ^ (hash >>> 15);
}

/** The same of a text whose characters are bytes. */
function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = fnv1a(hash, text.charCodeAt(i));
  return hash ^ (hash >>> 15);
}
