// Ends in a softmax, before a loss that has one of its own.
// CAUGHT: add up to 1, as probabilities do: leave the softmax to the loss

import { tf } from '../../../../lib/backend';
import type { ModelSize } from '../../../../solutions/19-model-builder';

export function buildModel({ words, dimensions, units, classes, dropoutRate }: ModelSize): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: words, outputDim: dimensions, maskZero: true, inputShape: [null] }),
      tf.layers.lstm({ units }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });
}
