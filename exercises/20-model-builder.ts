import { tf } from '../lib/backend';

/** The size of a network. */
export interface ModelSize {
  /** How many token ids there are, including padding: ids go from 0 to `vocabularySize - 1`. */
  vocabularySize: number;
  /** How many dimensions a word vector has. */
  dimensions: number;
  /** How many units the LSTM has. */
  units: number;
  classes: number;
  /** The share of the LSTM's outputs that is dropped in training. */
  dropoutRate: number;
}

/**
 * Builds an untrained review classifier from layers of `tf.layers`:
 *
 * 1. a trainable embedding that masks the padding, id 0;
 * 2. an LSTM that returns its last state only;
 * 3. dropout on that state;
 * 4. a dense layer with one logit per class: no softmax, the loss applies it.
 *
 * @returns a model from token ids `[batch, time]`, for any time, to logits `[batch, classes]`
 */
export function buildModel({
  vocabularySize,
  dimensions,
  units,
  classes,
  dropoutRate,
}: ModelSize): tf.LayersModel {
  throw new Error('not written yet: buildModel');
}
