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
  // HINT Two reviews differ only in how much padding stands behind them. Which of the four layers has to know about it
  //      first, so that both get the same logits?
  // HINT Section "The network" of notebook 09 shows how the library puts its network together from layers.
  // HINT `tf.sequential({ layers: [...] })` with `tf.layers.embedding` (`inputDim`, `outputDim`, `maskZero`, and
  //      `inputShape: [null]` for a time that may vary), `tf.layers.lstm`, `tf.layers.dropout` and `tf.layers.dense`
  //      (without activation).
  // BEGIN SOLUTION buildModel
  return tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: words, outputDim: dimensions, maskZero: true, inputShape: [null] }),
      tf.layers.lstm({ units, recurrentInitializer: 'glorotUniform' }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: classes }),
    ],
  });
  // END SOLUTION
}
