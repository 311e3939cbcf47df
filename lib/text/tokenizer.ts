/** The tokenizer, which training, prediction and export share. */
import { tokenize } from './clean';
import { withoutStopWords } from './stop-words';
import { END_TOKEN, wordTokens } from './word-tokens';

/**
 * `words`: lower-case words without punctuation. `punctuation`: `<end>`, words, punctuation. `keras`:
 * see `kerasTokenizer`, which makes it.
 */
export type TokenizerName = 'words' | 'punctuation' | 'keras';

/** Splits a text into tokens. */
export interface Tokenizer {
  /** The name, which checkpoints record. */
  readonly name: TokenizerName;
  /** What it does, in a sentence, for programs without this library. */
  readonly description: string;
  /** The tokens that it removes. */
  readonly stopWords: ReadonlySet<string>;
  /** The number of special tokens before the tokens of every text. */
  readonly specialTokens: number;
  /** Returns the special tokens, and at most `maxLength` tokens of the text. Default: all. */
  tokenize(text: string, maxLength?: number): string[];
}

const WORDS =
  'to lower case; "<br />" becomes a space; all but a-z, 0-9 and spaces is removed ' +
  '(cleanSentences in lib/text/clean.ts)';
const PUNCTUATION =
  'to lower case; words and punctuation marks (wordTokens in lib/text/word-tokens.ts) after "<end>"; ' +
  'a long text keeps a quarter of the tokens from its start and the rest from its end ' +
  '(lib/text/tokenizer.ts)';

/**
 * A truncated text keeps this share from its start. Reviews often state their verdict at the end.
 */
const FROM_START = 1 / 4;

/**
 * Returns a tokenizer.
 *
 * - `words` (default) converts to lower case, removes punctuation and stop words, and splits at
 *   spaces. It truncates at the end.
 * - `punctuation` keeps punctuation and splits contractions like the Penn Treebank. Every text
 *   begins with `<end>`, as the language models of `lib/pretraining` expect. It truncates in the
 *   middle.
 *
 * @param stopWords the tokens that `words` removes. Default: none
 * @throws RangeError for another name, or for stop words with `punctuation`
 *
 * @example
 * ```ts
 * import { tokenizer } from 'sentiment-lab';
 *
 * tokenizer().tokenize('Great!<br />Not dull.'); // => ['great', 'not', 'dull']
 * tokenizer('punctuation').tokenize("I didn't!"); // => ['<end>', 'i', 'did', "n't", '!']
 * ```
 */
export function tokenizer(
  name: TokenizerName = 'words',
  stopWords: ReadonlySet<string> = new Set(),
): Tokenizer {
  if (name === 'words')
    return {
      name,
      stopWords,
      description: WORDS,
      specialTokens: 0,
      tokenize: (text, maxLength) => withoutStopWords(tokenize(text), stopWords).slice(0, maxLength),
    };
  if (name !== 'punctuation')
    throw new RangeError(`there is no tokenizer "${name}": use words or punctuation`);
  if (stopWords.size > 0) throw new RangeError('the tokenizer "punctuation" removes no stop words');
  return {
    name,
    stopWords,
    description: PUNCTUATION,
    specialTokens: 1,
    tokenize: (text, maxLength) => [END_TOKEN, ...truncated(wordTokens(text), maxLength)],
  };
}

/** Returns at most `maxLength` tokens: a quarter from the start and the rest from the end. */
function truncated(tokens: string[], maxLength = Number.POSITIVE_INFINITY): string[] {
  if (tokens.length <= maxLength) return tokens;
  const start = Math.round(maxLength * FROM_START);
  return [...tokens.slice(0, start), ...tokens.slice(tokens.length - (maxLength - start))];
}
