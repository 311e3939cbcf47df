/** Tokenizers of Keras, for imported models. */
import { tokensInPieces, tokensUpTo } from '../../runtime/truncation';
import type { Tokenizer } from './tokenizer';

/** How a model of Keras was given its texts. */
export interface KerasTokenizerSettings {
  /** The layer `TextVectorization`, or the older class `Tokenizer`, each with its defaults. */
  from: 'TextVectorization' | 'Tokenizer';
  /** Where a long text is cut: `pre` keeps its end, as `pad_sequences` by default. */
  truncating: 'pre' | 'post';
  /** A token in front of every text, as in `keras.datasets.imdb`. Default: none. */
  startToken?: string;
  /** Whether unknown words are left out, as `Tokenizer` does without `oov_token`. Default false. */
  dropsUnknown?: boolean;
}

/**
 * Returns a tokenizer that splits texts as Keras does.
 *
 * - `TextVectorization` converts A to Z to lower case, removes punctuation, and splits at white
 *   space of ASCII.
 * - `Tokenizer` converts to lower case, and splits at punctuation, spaces, tabs and line feeds; it
 *   keeps apostrophes.
 *
 * @param isKnown whether a token has an id; needed if unknown words are left out
 */
export function kerasTokenizer(
  { from, truncating, startToken, dropsUnknown = false }: KerasTokenizerSettings,
  isKnown: (token: string) => boolean = () => true,
): Tokenizer {
  const { split, description } = SPLITTING[from];
  const special = startToken === undefined ? [] : [startToken];
  const known = (text: string) => (dropsUnknown ? split(text).filter(isKnown) : split(text));
  // The token in front counts, and is cut off with the beginning, as in Keras.
  const kept = (length: number, maxLength: number) => {
    const count = Math.min(length, maxLength);
    return truncating === 'pre' ? { start: 0, end: count } : { start: count, end: 0 };
  };
  return {
    name: 'keras',
    description: [
      description,
      dropsUnknown && 'tokens that are not in vocab.json are left out',
      startToken && `the first token is "${startToken}"`,
      `a long text keeps its ${truncating === 'pre' ? 'end' : 'start'}`,
    ]
      .filter(Boolean)
      .join('; '),
    stopWords: new Set(),
    specialTokens: special.length,
    tokenize(text, maxLength = Number.POSITIVE_INFINITY) {
      const words = tokensUpTo(text, maxLength, { split: known, spaces: ' ', kept });
      const tokens = [...special, ...words];
      const { start, end } = kept(tokens.length, maxLength);
      return [...tokens.slice(0, start), ...tokens.slice(tokens.length - end)];
    },
    *pieces(text) {
      yield special;
      yield* tokensInPieces(text, { split: known, spaces: ' ' });
    },
    kept,
  };
}

const SPLITTING = {
  TextVectorization: {
    split: (text: string) =>
      text
        .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
        .replace(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g, '')
        .split(/[ \t\n\v\f\r]+/)
        .filter(Boolean),
    description:
      'A to Z to lower case; punctuation of ASCII is removed; split at white space (Keras, TextVectorization)',
  },
  Tokenizer: {
    split: (text: string) =>
      text
        .toLowerCase()
        .split(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~\t\n ]+/)
        .filter(Boolean),
    description:
      'to lower case; split at punctuation of ASCII but apostrophes, and at blanks (Keras, Tokenizer)',
  },
};
