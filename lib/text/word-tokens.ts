/** The special token at the end of every text, and before its first word. No text contains it. */
export const END_TOKEN = '<end>';

const TOKEN =
  /\p{L}+?(?=n't(?!\p{L}))|n't(?!\p{L})|'(?:s|m|d|re|ve|ll)(?!\p{L})|[\p{L}\p{N}]+|\.{2,}|[^\s\p{L}\p{N}]/gu;

/**
 * Returns the words and punctuation of a text in lower case: `"I didn't like it...<br />At all!"`
 * becomes `i`, `did`, `n't`, `like`, `it`, `...`, `at`, `all`, `!`. Contractions are split like in
 * the Penn Treebank, so that every *not* is a token of its own. Two or more dots in a row become
 * `...`.
 */
export function wordTokens(text: string): string[] {
  const plain = text.toLowerCase().replaceAll('<br />', ' ').replaceAll('’', "'");
  return Array.from(plain.matchAll(TOKEN), ([token]) => (token.startsWith('..') ? '...' : token));
}
