import type { tf } from '../backend';
import { encode, type WordIds } from '../batches';
import type { Label } from '../corpus';
import { probabilities } from './evaluate';

/** A trained model with what it needs to read text. */
export interface Classifier {
  model: tf.LayersModel;
  words: WordIds;
  classes: readonly Label[];
  /** Texts are cut to this many words. Default: none is. */
  maxLength?: number;
  /** Columns that the model needs; default: as many as a text has words. */
  time?: number;
}

/** What a classifier says of a text. */
export interface Prediction {
  text: string;
  label: Label;
  /** Probability of that label, as the model sees it. */
  probability: number;
  /** How many words were read; with none the answer is only the model's habit. */
  words: number;
  /** How many of these the model does not know. */
  unknown: number;
}

/** Classifies texts, which come back in their order. */
export async function predict(classifier: Classifier, texts: readonly string[]): Promise<Prediction[]> {
  const { model, words, classes, maxLength, time } = classifier;
  const ids = texts.map((text) => encode(text, words, maxLength));
  const { values } = await probabilities(model, ids, { time });
  return texts.map((text, at) => {
    const row = values.subarray(at * classes.length, (at + 1) * classes.length);
    const probability = Math.max(...row);
    return {
      text,
      label: classes[row.indexOf(probability)]!,
      probability,
      words: ids[at]!.length,
      unknown: ids[at]!.filter((id) => id === words.unknown).length,
    };
  });
}
