import type { tf } from '../backend';
import { type TokenLookup, tokenIds } from '../batches/ids-matrix';
import type { Label } from '../corpus/review';
import { atTemperature } from '../evaluation/calibration';
import { type EvaluateOptions, probabilities } from '../evaluation/evaluate';
import { predictedClass } from '../evaluation/metrics';
import { tokenize } from '../text/clean';

/** A trained model with what it needs to read text. */
export interface Classifier {
  model: tf.LayersModel;
  lookup: TokenLookup;
  classes: readonly Label[];
  /** Texts are cut to this many words. Default: none is. */
  maxLength?: number;
  /** Returns the words of a text, cut to `maxLength`. Default: as `encode` has them. */
  tokenize?: (text: string, maxLength?: number) => readonly string[];
  /** How many words that `read` returns at the start of every text are marks and not the text's. Default 0. */
  specialTokens?: number;
  /** What its logits are divided by, so that its probabilities are honest. Default 1. */
  temperature?: number;
  /** Columns that the model needs; default: as many as a text has words. */
  paddedLength?: number;
}

/** What a classifier says of a text. */
export interface Prediction {
  text: string;
  label: Label;
  /** Probability of that label, as the model sees it. */
  probability: number;
  /** How many words were read; with none the answer is only the model's habit. */
  wordCount: number;
  /** How many of these the model does not know. */
  unknownCount: number;
}

/** Returns the words of a text as the classifier reads them, marks included. */
export function tokensOf({ tokenize: read, maxLength }: Classifier, text: string): readonly string[] {
  return read ? read(text, maxLength) : tokenize(text).slice(0, maxLength);
}

/** Returns the probabilities `[texts, classes]` (row-major) that a classifier gives texts, which come as ids. */
export async function predictProbabilities(
  { model, classes, paddedLength, temperature = 1 }: Classifier,
  ids: readonly Int32Array[],
  options: Pick<EvaluateOptions, 'progress' | 'signal'> = {},
): Promise<Float32Array> {
  const { values } = await probabilities(model, ids, { paddedLength, ...options });
  return temperature === 1
    ? values
    : atTemperature({ probabilities: values, classes: classes.length }, temperature);
}

/** Classifies texts, which come back in their order. */
export async function predict(classifier: Classifier, texts: readonly string[]): Promise<Prediction[]> {
  const { lookup, classes } = classifier;
  const ids = texts.map((text) => tokenIds(tokensOf(classifier, text), lookup));
  const values = await predictProbabilities(classifier, ids);
  return texts.map((text, at) => {
    const { classIndex, probability } = predictedClass(values, at, classes.length);
    return {
      text,
      label: classes[classIndex]!,
      probability,
      wordCount: ids[at]!.length - (classifier.specialTokens ?? 0),
      unknownCount: ids[at]!.filter((id) => id === lookup.unknownId).length,
    };
  });
}
