/** The tokenizer, which training, prediction and export share. */
import { composed, truncatedWordTokens, WORD_SPLITTING } from '../../runtime/tokens';
import { keptTokens, tokensInPieces, tokensUpTo } from '../../runtime/truncation';
import { tokenize } from './clean';
import { withoutMarkup } from './markup';
import { withoutStopWords } from './stop-words';
import { wordsOfPlain } from './unicode-words';
import { END_TOKEN } from './word-tokens';

/**
 * `unicode`: words of every language, and emoji. `words`: lower-case words of a-z and 0-9.
 * `punctuation`: `<end>`, words, punctuation. `keras`: see `kerasTokenizer`, which makes it.
 */
export type TokenizerName = 'unicode' | 'words' | 'punctuation' | 'keras';

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
  /**
   * Yields all tokens of a text in pieces, so that a text of megabytes needs little memory. Default:
   * those of `tokenize`, in one piece.
   */
  pieces?(text: string): Iterable<readonly string[]>;
  /**
   * Returns which tokens of a text are kept, if it is truncated to `maxLength` tokens: how many
   * from its start and how many from its end. All counts include the special tokens, except
   * `maxLength`.
   *
   * @param length the number of all tokens
   */
  kept(length: number, maxLength: number): { start: number; end: number };
}

const DESCRIPTIONS: Readonly<Record<Exclude<TokenizerName, 'keras'>, string>> = {
  unicode:
    'HTML entities are decoded (twice), tags and a backslash with n, r or t become spaces; to lower ' +
    'case, Unicode NFC, apostrophes to U+0027; tokens are runs of letters, marks and digits with ' +
    'apostrophes inside, single characters of scripts without spaces, emoji, emoticons, runs of ! and ? ' +
    '(unicodeWords in lib/text/unicode-words.ts)',
  words:
    'Unicode NFC; to lower case; "<br />" becomes a space; all but a-z, 0-9 and spaces is removed ' +
    '(cleanSentences in lib/text/clean.ts)',
  punctuation:
    'Unicode NFC; to lower case; words and punctuation marks (wordTokens in lib/text/word-tokens.ts) after "<end>"; ' +
    'a long text keeps a quarter of the tokens from its start and the rest from its end ' +
    '(lib/text/tokenizer.ts)',
};

/**
 * Returns a tokenizer.
 *
 * - `words` (default) is that of the tutorials: it converts to lower case, keeps only a-z and 0-9,
 *   removes stop words, and splits at spaces. It truncates at the end.
 * - `unicode` is for texts of your own, in any language: it reads HTML, accents, line breaks of
 *   every kind, and emoji (`unicodeWords`). It removes stop words, and truncates at the end.
 * - `punctuation` keeps punctuation and splits contractions like the Penn Treebank. Every text
 *   begins with `<end>`, as the language models of `lib/pretraining` expect. It truncates in the
 *   middle.
 *
 * @param stopWords the tokens that `words` and `unicode` remove. Default: none
 * @throws RangeError for another name, or for stop words with `punctuation`
 *
 * @example
 * ```ts
 * import { tokenizer } from 'sentiment-lab';
 *
 * tokenizer().tokenize('Great!<br />Not dull.'); // => ['great', 'not', 'dull']
 * tokenizer('unicode').tokenize("Décevant… I didn't 😡"); // => ['décevant', 'i', "didn't", '😡']
 * tokenizer('punctuation').tokenize("I didn't!"); // => ['<end>', 'i', 'did', "n't", '!']
 * ```
 */
export function tokenizer(
  name: TokenizerName = 'words',
  stopWords: ReadonlySet<string> = new Set(),
): Tokenizer {
  if (name === 'keras' || !Object.hasOwn(DESCRIPTIONS, name))
    throw new RangeError(`there is no tokenizer "${name}": use ${Object.keys(DESCRIPTIONS).join(', ')}`);
  const description = DESCRIPTIONS[name];
  if (name !== 'punctuation') {
    const isUnicode = name === 'unicode';
    const plain = (text: string) => (isUnicode ? withoutMarkup(text) : text);
    const words = isUnicode ? wordsOfPlain : (text: string) => tokenize(composed(text));
    const split = (text: string) => withoutStopWords(words(text), stopWords);
    const kept = (length: number, maxLength: number) => ({ start: Math.min(length, maxLength), end: 0 });
    const spaces = isUnicode ? ' \n' : ' '; // `words` removes line feeds: the words around are one
    return {
      name,
      stopWords,
      description,
      specialTokens: 0,
      tokenize(text, maxLength = Number.POSITIVE_INFINITY) {
        return tokensUpTo(plain(text), maxLength, { split, spaces, kept });
      },
      pieces: (text) => tokensInPieces(plain(text), { split, spaces }),
      kept,
    };
  }
  if (stopWords.size > 0) throw new RangeError('the tokenizer "punctuation" removes no stop words');
  return {
    name,
    stopWords,
    description,
    specialTokens: 1,
    tokenize: (text, maxLength = Number.POSITIVE_INFINITY) => [
      END_TOKEN,
      ...truncatedWordTokens(text, maxLength),
    ],
    *pieces(text) {
      yield [END_TOKEN];
      yield* tokensInPieces(text, WORD_SPLITTING);
    },
    kept(length, maxLength) {
      const { start, end } = keptTokens(length - 1, maxLength);
      return { start: 1 + start, end };
    },
  };
}
