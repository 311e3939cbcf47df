import type { TokenLookup } from './token-ids';

/** Tokens that say nothing about the language of a text. */
const MARKS = [...'!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~\\–—…“”‘’«»¡¿', '...', '!!', '??', '?!'];

/**
 * Returns a function that says whether a text has a known word, given its token ids. Punctuation
 * marks are no words: texts of every language have them.
 *
 * @param specialTokens the number of special tokens before every text
 */
export function hasKnownWord(lookup: TokenLookup, specialTokens: number): (ids: Int32Array) => boolean {
  const others = new Set([lookup.unknownId, ...MARKS.map((mark) => lookup.idOf(mark))]);
  return (ids) => ids.some((id, at) => at >= specialTokens && !others.has(id));
}
