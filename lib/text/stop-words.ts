import { tokenize } from './clean';

// The package ships no types: this is what is used of it.
const { eng } = require('stopword') as { eng: string[] };

/**
 * The English words that say little of a text's topic (`about`, `the`, `you`), cleaned as `tokenize` cleans.
 * `not` and `no` are none of them, but `but` and `never` are: removing stop words costs a sentiment model something.
 */
export const stopWords: ReadonlySet<string> = new Set(eng.flatMap(tokenize));

/** Returns `tokens` without the stop words. */
export function withoutStopWords(tokens: readonly string[]): string[] {
  return tokens.filter((token) => !stopWords.has(token));
}
