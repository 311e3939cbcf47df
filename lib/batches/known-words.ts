import { isWord } from '../../runtime/tokens';
import type { TokenLookup } from './token-ids';

/** The tokens of one character that are no words: the punctuation and signs below U+10000. */
const SIGNS = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).filter(
  (sign) => !isWord(sign),
);
/** Those of several characters, of all tokenizers. */
const LONG_SIGNS = ['...', '!!', '??', '?!'];

/**
 * Returns a function that says whether a text has a known word, given its token ids. Punctuation
 * marks are no words: texts of every language have them.
 *
 * @param specialTokens the number of special tokens before every text
 */
export function hasKnownWord(lookup: TokenLookup, specialTokens: number): (ids: Int32Array) => boolean {
  const signs = [...SIGNS, ...LONG_SIGNS].map((sign) => lookup.idOf(sign));
  const others = new Set([lookup.unknownId, ...signs]);
  return (ids) => ids.some((id, at) => at >= specialTokens && !others.has(id));
}
