import { tf } from '../lib/backend';

/** How large a network is. */
export interface ModelSize {
  /** How many words have an id, padding included: ids go from 0 to `words - 1`. */
  words: number;
  /** How many numbers the vector of a word has. */
  dimensions: number;
  /** How many units the LSTM has. */
  units: number;
  classes: number;
  /** The share of the LSTM's outputs that is dropped in training. */
  dropoutRate: number;
}

/**
 * Builds an untrained classifier of reviews from layers:
 *
 * 1. an embedding that is learnt along, and that masks the padding, id 0;
 * 2. an LSTM, of which only the state after the last word goes on;
 * 3. dropout on that state;
 * 4. a dense layer that gives a logit for each class: no softmax, the loss takes care of that.
 *
 * @returns from ids `[batch, time]`, for any time, to logits `[batch, classes]`
 */
export function buildModel({ words, dimensions, units, classes, dropoutRate }: ModelSize): tf.LayersModel {
  throw new Error('not written yet: buildModel');
}
