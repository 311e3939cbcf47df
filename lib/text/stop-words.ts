import { readFileSync } from 'node:fs';
import { tokenize } from './clean';

// The package ships no types: this is what is used of it.
const { eng } = require('stopword') as { eng: string[] };

/**
 * The English words that say little of a text's topic (`about`, `the`, `you`), cleaned as `tokenize` cleans.
 * `not` and `no` are none of them, but `but` and `never` are: removing stop words costs a sentiment model something.
 */
export const stopWords: ReadonlySet<string> = new Set(eng.flatMap(tokenize));

/** Returns `tokens` without the stop words. */
export function withoutStopWords(tokens: readonly string[], words = stopWords): string[] {
  return tokens.filter((token) => !words.has(token));
}

/** Returns the words of a file that has one a line, cleaned as `tokenize` cleans. @throws when there is no such file */
export function readStopWords(file: string): Set<string> {
  try {
    return new Set(readFileSync(file, 'utf8').split(/\r?\n/).flatMap(tokenize));
  } catch (error) {
    throw new Error(`the stop words cannot be read (${(error as Error).message})`, { cause: error });
  }
}
