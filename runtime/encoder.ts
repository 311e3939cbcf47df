import type { Model } from './model-file';
import { END_TOKEN, isWord, truncatedWordTokens } from './tokens';

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

/** Throws a TypeError for what is no text: callers in JavaScript have no types. */
export function requireText(text: unknown): void {
  if (typeof text !== 'string') throw new TypeError('give a string');
}

/** A text as the model reads it. */
export interface EncodedText {
  /** After truncation, without the special token. */
  tokens: string[];
  /** The token ids, the special token first. */
  ids: number[];
  unknown: string[];
}

const UNKNOWN_ID = 1;
const FIRST_ID = 2;

/** What the parts of `Sentiment` share. */
export interface Encoder {
  classes: readonly string[];
  /** Texts are cut to this many tokens. */
  maxLength: number;
  encode(text: string): EncodedText;
  /** Returns the prediction for a text, given its probabilities. */
  describe(text: EncodedText, probabilities: Float32Array): Prediction;
}

/** Returns what encodes texts for a model, and describes what it says. */
export function encoderOf({ settings: { classes, maxLength }, words }: Model): Encoder {
  const idOf = new Map(words.map((word, n) => [word, n + FIRST_ID]));
  const end = idOf.get(END_TOKEN)!;
  return {
    classes,
    maxLength,
    encode(text) {
      const tokens = truncatedWordTokens(text, maxLength);
      const ids = tokens.map((token) => idOf.get(token) ?? UNKNOWN_ID);
      const unknown = tokens.filter((_, n) => ids[n] === UNKNOWN_ID).map(copied);
      return { tokens, ids: [end, ...ids], unknown };
    },
    describe({ tokens, unknown }, probabilities) {
      const words = tokens.length;
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
      if (!tokens.some((token) => isWord(token) && !unknownWords.has(token)))
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

/** Returns a copy: engines store a long word as a place in its text, which so stays in memory. */
function copied(word: string): string {
  return word.length < 10 ? word : [...word].join('');
}
