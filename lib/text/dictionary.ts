import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readPickledDictionary } from './pickle-dictionary';
import { UNKNOWN_ID } from './vocabulary';

/** A dictionary from words to ids, as read from a file. */
export interface Dictionary {
  ids: ReadonlyMap<string, number>;
  /** Returns the id of `word`, or `unknownId` where it is not in the dictionary. */
  idOf(word: string): number;
  unknownId: number;
}

/**
 * The maximum size of a decompressed dictionary, in bytes. The Theano tutorial's has some
 * megabytes.
 */
const MAX_SIZE = 2 ** 26;

/**
 * Returns the dictionary in a file: a JSON object, `{"the": 2}`, or a Python pickle like the
 * Theano tutorial's `imdb.dict.pkl`. Either may be compressed (`.gz`).
 *
 * @throws when the file cannot be read, is neither of both, or has an id below 2 (0 is padding, 1
 *   stands for unknown words).
 */
export function readDictionary(file: string): Dictionary {
  const bytes = readFileSync(file);
  const content = /\.gz$/i.test(file) ? decompress(file, bytes) : bytes;
  const ids = /\.json(\.gz)?$/i.test(file)
    ? parseJson(file, content.toString('utf8'))
    : readPickledDictionary(content, file);
  for (const [word, id] of ids)
    if (!(Number.isSafeInteger(id) && id > UNKNOWN_ID))
      throw new Error(
        `${file} gives "${word}" the id ${id}: expected a whole number from ${UNKNOWN_ID + 1} upwards`,
      );
  return { ids, idOf: (word) => ids.get(word) ?? UNKNOWN_ID, unknownId: UNKNOWN_ID };
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
  return new Map(Object.entries(value as Record<string, number>));
}
