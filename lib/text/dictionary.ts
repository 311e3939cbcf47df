import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { requireFile } from '../files/require-file';
import { wholeText } from '../reading/text-chunks';
import { readPickledDictionary } from './pickle-dictionary';
import { UNKNOWN_ID } from './vocabulary';

/** A dictionary from words to ids, as read from a file. */
export interface Dictionary {
  ids: ReadonlyMap<string, number>;
  /** Returns the id of `word`, or `unknownId` where it is not in the dictionary. */
  idOf(word: string): number;
  unknownId: number;
  /** The encoding of its file, where that is text: `UTF-8`, `windows-1252`. */
  encoding?: string;
}

/** What a file has: words and ids. */
interface Parsed {
  ids: Map<string, number>;
  encoding?: string;
}

/**
 * The maximum size of a decompressed dictionary, in bytes. The Theano tutorial's has some
 * megabytes.
 */
const MAX_SIZE = 2 ** 26;
/** Ids are stored in 32 bits. */
const MAX_ID = 2 ** 31 - 1;

/**
 * Returns the dictionary in a file: a JSON object, `{"the": 2}`; a Python pickle like the Theano
 * tutorial's `imdb.dict.pkl`; or a text, `.txt`, with one word per line, of which the first has id
 * 2. Each may be compressed (`.gz`). The encoding of JSON and text is found.
 *
 * @param offset added to the ids of the file: 1 for a word index of Keras, whose ids begin at 1.
 *   Default 0.
 * @throws when the file cannot be read, is none of these, or has an id below 2 (0 is padding, 1
 *   stands for unknown words), above 2^31 - 1, or twice; a word twice; or a number behind each word
 */
export function readDictionary(file: string, offset = 0): Dictionary {
  requireFile(file, undefined, { mayBePipe: true });
  const bytes = readFileSync(file);
  const content = /\.gz$/i.test(file) ? decompress(file, bytes) : bytes;
  const { ids: read, encoding } = parse(file, content);
  const words = new Map<number, string>();
  for (const [word, id] of read) {
    if (!(Number.isInteger(id) && id + offset > UNKNOWN_ID && id + offset <= MAX_ID))
      throw new Error(
        `${file} gives "${word}" the id ${id}: expected a whole number from ${UNKNOWN_ID + 1 - offset} to ${MAX_ID - offset}` +
          (id === 1 ? '; for a word index of Keras, give the offset 1 (--dictionary_offset 1)' : ''),
      );
    const other = words.get(id);
    if (other !== undefined)
      throw new Error(`${file} gives "${other}" and "${word}" the same id, ${id}: give each its own`);
    words.set(id, word);
  }
  const ids = offset === 0 ? read : new Map(Array.from(read, ([word, id]) => [word, id + offset]));
  return { ids, idOf: (word) => ids.get(word) ?? UNKNOWN_ID, unknownId: UNKNOWN_ID, encoding };
}

function parse(file: string, content: Buffer): Parsed {
  const [, ending] = /\.(json|txt)(?:\.gz)?$/i.exec(file) ?? [];
  if (ending === undefined) return { ids: readPickledDictionary(content, file) };
  const { text, encoding } = wholeText(file, content);
  const ids = ending.toLowerCase() === 'json' ? parseJson(file, text) : parseList(file, text);
  return { ids, encoding };
}

/** Reads one word per line. The special tokens that Keras lists first have the ids 0 and 1. */
function parseList(file: string, text: string): Map<string, number> {
  const lines = text.split(/\r?\n|\r/).map((line) => line.trim());
  refuseCounts(file, lines);
  while (lines.at(-1) === '') lines.pop();
  const words = lines[0] === '' && lines[1] === '[UNK]' ? lines.slice(2) : lines;
  const ids = new Map<string, number>();
  for (const [at, word] of words.entries()) {
    if (word === '' || ids.has(word))
      throw new Error(
        `${file}: word ${at + 1}, ${JSON.stringify(word)}, is ${word ? 'there twice' : 'empty'}`,
      );
    ids.set(word, at + UNKNOWN_ID + 1);
  }
  return ids;
}

/** @throws when most lines have a number behind their word: a count, or another id than its place */
function refuseCounts(file: string, lines: readonly string[]): void {
  const counted = lines.filter((line) => /^\S+\s+\d+$/.test(line));
  if (counted.length <= lines.filter(Boolean).length / 2) return;
  throw new Error(
    `${file} has a number behind each word (${JSON.stringify(counted[0])}): expected one word per line, whose place is its id; if the numbers are ids, write them as JSON, {"the": 2}`,
  );
}

function decompress(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_SIZE });
  } catch (error) {
    throw new Error(`${file} cannot be decompressed: ${(error as Error).message}`, { cause: error });
  }
}

function parseJson(file: string, text: string): Map<string, number> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: expected an object of words and ids, {"the": 2}`);
  const ids = new Map(Object.entries(value as Record<string, number>));
  const twice = [...ids.values()].every(Number.isInteger) ? keyThatComesAgain(text, ids.size) : undefined;
  if (twice !== undefined) throw new Error(`${file} has the word ${twice} twice: leave one of them out`);
  return ids;
}

/**
 * Returns a key, in quotes, that an object of numbers has twice; undefined if it has none.
 *
 * @param different how many different keys it has
 */
function keyThatComesAgain(json: string, different: number): string | undefined {
  const keys = json.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  if (keys.length === different) return undefined;
  const seen = new Set<string>();
  return keys.find((key) => seen.size === seen.add(JSON.parse(key)).size);
}
