/**
 * A small n-gram model in a file, as the playground loads it: the strongest n-grams of a logistic
 * regression, with 8-bit weights.
 */
import { type NGramFeatures, vectorsOf } from '../../lib/baselines/n-gram-features';
import type { MulticlassModel } from '../../lib/baselines/softmax-regression';
import { multiplyAll } from '../../lib/baselines/sparse-matrix';
import { NO_NGRAM, nGramsFrom } from '../../lib/text/n-grams';

/** The accuracy of a model on some texts, for three classes. */
export interface NGramScore {
  n: number;
  accuracy: number;
  standardError: number;
}

/** The content of the file. Arrays of numbers are base64 of their bytes, little-endian. */
export interface NGramFile {
  classes: string[];
  /** The words, with spaces between them. The token id of the first one is 2. */
  words: string;
  longest: number;
  /** 16-bit ids + 1 of the n-grams' prefixes, 0 for none; prefixes come first. */
  prefixes: string;
  /** 16-bit token ids. */
  lastTokens: string;
  /** The inverse document frequencies, bytes times `scale`. */
  scales: { bytes: string; scale: number };
  /** The weights `[n-grams, classes]`, signed bytes times `scale`. */
  weights: { bytes: string; scale: number };
  biases: number[];
  /** The out-of-fold accuracy of such models. */
  scores: Record<'tweets' | 'sentences', NGramScore>;
  /** The accuracy of the word list AFINN-165 on the same texts. */
  wordListScores: Record<'tweets' | 'sentences', NGramScore>;
}

/** The part of the file that is the model. */
export type NGramWeights = Omit<NGramFile, 'scores' | 'wordListScores'>;

/** An n-gram of a text, and what it adds to the logit of each class. */
export interface NGramEffect {
  /** Where its first token is. */
  start: number;
  /** The number of its tokens. */
  length: number;
  /** `[classes]`, minus their mean. */
  effects: number[];
}

/** What an n-gram model says of a text. */
export interface NGramPrediction {
  /** `[classes]` */
  probabilities: number[];
  ngrams: NGramEffect[];
}

const FIRST_ID = 2;

/**
 * Returns the file of a model that is cut to its strongest n-grams: those whose weights, times
 * their inverse document frequency, differ most from class to class. Prefixes of n-grams stay.
 *
 * @param words the words by token id
 * @param most the most n-grams that stay
 */
export function cutNGrams(
  { ngrams, scale }: NGramFeatures,
  { classes: count, weights, biases }: MulticlassModel,
  words: readonly string[],
  classes: readonly string[],
  most: number,
): NGramWeights {
  const strength = Float64Array.from(scale, (idf, ngram) => {
    const row = weights.subarray(ngram * count, (ngram + 1) * count);
    return idf * (Math.max(...row) - Math.min(...row));
  });
  const order = [...strength.keys()].sort((a, b) => strength[b]! - strength[a]!);
  const chosen = new Set<number>();
  for (const ngram of order) {
    const added: number[] = [];
    for (let at = ngram; at !== NO_NGRAM && !chosen.has(at); at = ngrams.prefixes[at]!) added.push(at);
    if (chosen.size + added.length > most) break;
    for (const at of added) chosen.add(at);
  }
  const left = [...chosen].sort((a, b) => a - b); // prefixes have lower ids
  const newId = new Map(left.map((ngram, n) => [ngram, n]));
  const tokens = [...new Set(left.map((ngram) => ngrams.lastTokens[ngram]!))].sort((a, b) => a - b);
  const newToken = new Map(tokens.map((token, n) => [token, n + FIRST_ID]));
  const rows = left.flatMap((ngram) => [...weights.subarray(ngram * count, (ngram + 1) * count)]);
  return {
    classes: [...classes],
    words: tokens.map((token) => words[token]!).join(' '),
    longest: ngrams.longest,
    prefixes: base64(Uint16Array.from(left, (ngram) => (newId.get(ngrams.prefixes[ngram]!) ?? -1) + 1)),
    lastTokens: base64(Uint16Array.from(left, (ngram) => newToken.get(ngrams.lastTokens[ngram]!)!)),
    scales: quantized(
      left.map((ngram) => scale[ngram]!),
      255,
    ),
    weights: quantized(rows, 127),
    biases: [...biases],
  };
}

/** Returns a function from the tokens of a text to what the model in a file says of it. */
export function readNGrams(file: NGramWeights): (tokens: readonly string[]) => NGramPrediction {
  const ids = new Map(file.words.split(' ').map((word, n) => [word, n + FIRST_ID]));
  const prefixes = Int32Array.from(new Uint16Array(bytesOf(file.prefixes).buffer), (id) => id - 1);
  const lastTokens = Int32Array.from(new Uint16Array(bytesOf(file.lastTokens).buffer));
  const scale = Float32Array.from(bytesOf(file.scales.bytes), (value) => value * file.scales.scale);
  const signed = new Int8Array(bytesOf(file.weights.bytes).buffer);
  const weights = Float64Array.from(signed, (value) => value * file.weights.scale);
  const count = file.classes.length;
  const features: NGramFeatures = {
    weighting: 'tf-idf',
    ngrams: nGramsFrom(file.longest, prefixes, lastTokens),
    scale,
  };
  return (tokens) => {
    const document = Int32Array.from(tokens, (token) => ids.get(token) ?? 1);
    const vectors = vectorsOf([document], features);
    const logits = multiplyAll(vectors, weights, count).map((sum, at) => sum + file.biases[at]!);
    const valueOfNGram = new Map(Array.from(vectors.indices, (ngram, at) => [ngram, vectors.values[at]!]));
    const found: NGramEffect[] = [];
    for (let start = 0; start < document.length; start++) {
      let ngram = NO_NGRAM;
      for (let end = start; end < Math.min(document.length, start + file.longest); end++) {
        ngram = features.ngrams.idOf(ngram, document[end]!);
        if (ngram === NO_NGRAM) break;
        const row = weights.subarray(ngram * count, (ngram + 1) * count);
        const mean = row.reduce((sum, weight) => sum + weight, 0) / count;
        const value = valueOfNGram.get(ngram) ?? 0;
        found.push({
          start,
          length: end + 1 - start,
          effects: Array.from(row, (weight) => value * (weight - mean)),
        });
      }
    }
    return { probabilities: softmaxOf([...logits]), ngrams: found };
  };
}

function softmaxOf(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}

function quantized(values: readonly number[], largest: number) {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / largest || 1;
  return { bytes: base64(Uint8Array.from(values, (value) => Math.round(value / scale) & 255)), scale };
}

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return btoa(
    Array.from(new Uint8Array(buffer, byteOffset, byteLength), (byte) => String.fromCharCode(byte)).join(''),
  );
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
