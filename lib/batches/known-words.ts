import { isWord } from '../../runtime/tokens';
import type { TokenLookup } from './token-ids';

/** The tokens of several characters that are no words, of all tokenizers. */
const LONG_SIGNS = ['...', '!!', '??', '?!'];
let signs: readonly string[] | undefined;

/** Returns the tokens that are no words. Those of one character are below U+D800. */
function allSigns(): readonly string[] {
  signs ??= [
    ...Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => !isWord(character),
    ),
    ...LONG_SIGNS,
  ];
  return signs;
}

/**
 * Returns a function that says whether a text has a known word, given its token ids. Punctuation
 * marks are no words: texts of every language have them.
 *
 * @param specialTokens the number of special tokens before every text
 */
export function hasKnownWord(lookup: TokenLookup, specialTokens: number): (ids: Int32Array) => boolean {
  const others = new Set([lookup.unknownId, ...allSigns().map((sign) => lookup.idOf(sign))]);
  return (ids) => ids.some((id, at) => at >= specialTokens && !others.has(id));
}
