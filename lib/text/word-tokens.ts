import { wordTokens as tokensWithPlaces } from '../../runtime/tokens';

export { END_TOKEN } from '../../runtime/tokens';

/**
 * Returns the words and punctuation of a text in lower case: `"I didn't like it...<br />At all!"`
 * becomes `i`, `did`, `n't`, `like`, `it`, `...`, `at`, `all`, `!`. Contractions are split like in
 * the Penn Treebank, so that every *not* is a token of its own. Two or more dots in a row become
 * `...`.
 */
export function wordTokens(text: string): string[] {
  return tokensWithPlaces(text).map(({ token }) => token);
}
