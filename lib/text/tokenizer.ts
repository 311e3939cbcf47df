import { tokenize } from './clean';
import { tokenizeWithEnd } from './read-tokens';
import { withoutStopWords } from './stop-words';

/** How a system goes from a text to words. */
export interface Tokenizer {
  /** What is done to a text, in words, for programs that do not know this library. */
  description: string;
  /** Returns the text that is read. */
  clean(text: string): string;
  /** Returns reviews with the texts that are read. */
  cleanReviews<R extends { text: string }>(reviews: readonly R[]): R[];
  /** Returns the words of a cleaned text, cut to `maxLength`. */
  tokenize(text: string, maxLength?: number): string[];
  /** How many words at the start of every text are marks and not the text's. */
  specialTokens: number;
}

const CLEANING =
  'to lower case; "<br />" becomes a space; all but a-z, 0-9 and spaces is removed (cleanSentences in lib/text/clean.ts)';
const TOKENS =
  'to lower case; words and punctuation marks (wordTokens in lib/text/word-tokens.ts) behind "<end>"; ' +
  'of a text that is too long a quarter from its start and the rest from its end (readTokens in lib/text/read-tokens.ts)';

/**
 * Returns how texts are read: `tokens`, words and punctuation marks behind an end mark; otherwise cleaned, without stop words.
 */
export function tokenizer(name: 'tokens' | undefined, stopWords: ReadonlySet<string>): Tokenizer {
  const asTokens = name === 'tokens';
  const clean = (text: string) => (asTokens ? text : withoutStopWords(tokenize(text), stopWords).join(' '));
  return {
    description: asTokens ? TOKENS : CLEANING,
    clean,
    cleanReviews: (reviews) => reviews.map((review) => ({ ...review, text: clean(review.text) })),
    tokenize: asTokens ? tokenizeWithEnd : (text, maxLength) => tokenize(text).slice(0, maxLength),
    specialTokens: asTokens ? 1 : 0,
  };
}
