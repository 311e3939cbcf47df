import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readPickledDictionary } from './pickle-dictionary';
import { UNKNOWN_ID } from './vocabulary';

/** Ids by word, as a file had them. */
export interface Dictionary {
  ids: ReadonlyMap<string, number>;
  idOf(word: string): number;
  unknownId: number;
}

/** More than this is no dictionary but a bomb: the Theano tutorial's has some megabytes. */
const MOST = 2 ** 26;

/**
 * Returns the dictionary in a file: an object in JSON, `{"the": 2}`, or a pickled one as the Theano tutorial has it
 * (`imdb.dict.pkl`); either may be compressed (`.gz`).
 *
 * @throws when the file cannot be read, is neither, or has an id below 2: 0 is kept for padding and 1 for unknown words
 */
export function readDictionary(file: string): Dictionary {
  const bytes = readFileSync(file);
  const content = /\.gz$/i.test(file) ? unzipped(file, bytes) : bytes;
  const ids = /\.json(\.gz)?$/i.test(file)
    ? parsed(file, content.toString('utf8'))
    : readPickledDictionary(content, file);
  for (const [word, id] of ids)
    if (!(Number.isSafeInteger(id) && id > UNKNOWN_ID))
      throw new Error(
        `${file} gives "${word}" the id ${id}: expected a whole number from ${UNKNOWN_ID + 1} upwards`,
      );
  return { ids, idOf: (word) => ids.get(word) ?? UNKNOWN_ID, unknownId: UNKNOWN_ID };
}

function unzipped(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST });
  } catch (error) {
    throw new Error(`${file} cannot be unpacked: ${(error as Error).message}`, { cause: error });
  }
}

function parsed(file: string, text: string): Map<string, number> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: expected an object of words and ids, {"the": 2}`);
  return new Map(Object.entries(value as Record<string, number>));
}
