import { END_TOKEN, wordTokens } from './word-tokens';

/** Of a text that is too long, this share of what is read comes from its start; reviews come to the point at their end. */
const FROM_START = 1 / 4;

/**
 * Returns the words and punctuation marks of a text as a language model reads them: behind an end mark, which is where the model
 * starts. Of a text of more than `maxLength` words it returns a quarter of that from its start and the rest from its end.
 */
export function tokenizeWithEnd(text: string, maxLength = Number.POSITIVE_INFINITY): string[] {
  const tokens = wordTokens(text);
  if (tokens.length <= maxLength) return [END_TOKEN, ...tokens];
  const start = Math.round(maxLength * FROM_START);
  return [END_TOKEN, ...tokens.slice(0, start), ...tokens.slice(tokens.length - (maxLength - start))];
}
