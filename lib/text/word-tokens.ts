/** Stands behind every text, and is what a language model reads before its first word. No text holds it. */
export const END_TOKEN = '<end>';

const TOKEN =
  /\p{L}+?(?=n't(?!\p{L}))|n't(?!\p{L})|'(?:s|m|d|re|ve|ll)(?!\p{L})|[\p{L}\p{N}]+|\.{2,}|[^\s\p{L}\p{N}]/gu;

/**
 * Returns the words and punctuation marks of `text` in lower case: `"I didn't like it...<br />At all!"` gives
 * `i`, `did`, `n't`, `like`, `it`, `...`, `at`, `all`, `!`. Contractions are split as in the Penn Treebank, so that *not* is
 * seen wherever it is; dots in a row are one token, whatever their number.
 */
export function wordTokens(text: string): string[] {
  const plain = text.toLowerCase().replaceAll('<br />', ' ').replaceAll('’', "'");
  return Array.from(plain.matchAll(TOKEN), ([token]) => (token.startsWith('..') ? '...' : token));
}
