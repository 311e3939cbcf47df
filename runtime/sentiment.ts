import { type Explanation, explain } from './explain';
import type { Lstm, LstmWeights } from './lstm';
import type { Model } from './model-file';
import { networkOf, predict } from './network';
import { type TextStream, textStream } from './stream';
import { END_TOKEN, type Token, truncated, wordTokens } from './tokens';

/** What a model says of a text. */
export interface Prediction {
  /** The most probable class. Null if the text has no word that the model knows. */
  label: string | null;
  /** The probability of that class. 0 if there is none. */
  probability: number;
  /** The probability of each class. Empty if there is no label. */
  scores: Record<string, number>;
  /** The number of words and punctuation marks that were read. */
  words: number;
  /** The words that the model does not know. */
  unknown: string[];
  /** Why there is no label. */
  reason?: string;
}

/** A model: call it with a text or with several. */
export interface Sentiment {
  /** Returns what the model says of a text. */
  (text: string): Prediction;
  /** Returns what it says of each text, in their order. That is faster than one by one. */
  (texts: readonly string[]): Prediction[];
  /** The classes. */
  readonly classes: readonly string[];
  /** The name of the model. */
  readonly name: string;
  /** Returns how each word changes the prediction. */
  explain(text: string): Explanation;
  /** Returns a reader of a text that grows or is edited. It reads only what changes again. */
  stream(): TextStream;
}

/** A text as the model reads it. */
export interface EncodedText {
  /** After truncation, without the special token. */
  tokens: Token[];
  /** The token ids, the special token first. */
  ids: number[];
  unknown: string[];
}

const UNKNOWN_ID = 1;
const FIRST_ID = 2;

/** What the parts of `Sentiment` share. */
export interface Reader {
  classes: readonly string[];
  encode(text: string): EncodedText;
  /** Returns the prediction for a text, given its probabilities. */
  describe(text: EncodedText, probabilities: Float32Array): Prediction;
}

/** Returns the model as functions. `makeLstm` decides what computes it. */
export function sentimentOf(model: Model, makeLstm: (weights: LstmWeights) => Lstm): Sentiment {
  const { classes, name } = model.settings;
  const network = networkOf(model, makeLstm);
  const reader = readerOf(model);
  const predictAll = (texts: readonly string[]): Prediction[] => {
    const encoded = texts.map(reader.encode);
    const probabilities = predict(
      network,
      encoded.map(({ ids }) => ids),
    );
    return encoded.map((text, n) => reader.describe(text, probabilities[n]!));
  };
  function sentiment(text: string): Prediction;
  function sentiment(texts: readonly string[]): Prediction[];
  function sentiment(texts: string | readonly string[]): Prediction | Prediction[] {
    if (typeof texts === 'string') return predictAll([texts])[0]!;
    if (!Array.isArray(texts) || texts.some((text) => typeof text !== 'string'))
      throw new TypeError('give a string, or an array of strings');
    return predictAll(texts);
  }
  return Object.defineProperty(
    Object.assign(sentiment, {
      classes,
      explain: (text: string) => explain(reader, network, text),
      stream: () => textStream(reader, network),
    }),
    'name',
    { value: name },
  );
}

function readerOf({ settings: { classes, maxLength }, words }: Model): Reader {
  const idOf = new Map(words.map((word, n) => [word, n + FIRST_ID]));
  const end = idOf.get(END_TOKEN)!;
  return {
    classes,
    encode(text) {
      const tokens = truncated(wordTokens(text), maxLength);
      const ids = tokens.map(({ token }) => idOf.get(token) ?? UNKNOWN_ID);
      const unknown = tokens.filter((_, n) => ids[n] === UNKNOWN_ID).map(({ token }) => token);
      return { tokens, ids: [end, ...ids], unknown };
    },
    describe({ tokens, unknown }, probabilities) {
      const words = tokens.length;
      const isWord = ({ token }: Token) => /[\p{L}\p{N}]/u.test(token);
      const unknownWords = new Set(unknown);
      const nothing = (reason: string) => ({
        label: null,
        probability: 0,
        scores: {},
        words,
        unknown,
        reason,
      });
      if (words === 0) return nothing('the text has no word');
      if (!tokens.some((token) => isWord(token) && !unknownWords.has(token.token)))
        return nothing(tokens.some(isWord) ? 'the model knows none of the words' : 'the text has no word');
      const best = probabilities.indexOf(Math.max(...probabilities));
      return {
        label: classes[best]!,
        probability: probabilities[best]!,
        scores: Object.fromEntries(classes.map((label, n) => [label, probabilities[n]!])),
        words,
        unknown,
      };
    },
  };
}
