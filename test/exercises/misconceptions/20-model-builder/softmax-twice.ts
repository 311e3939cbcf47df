// Ends in a softmax, though the loss applies one.
// CAUGHT: sum to 1, like probabilities: leave the softmax to the loss

import { tf } from '../../../../lib/backend';
import type { ModelSize } from '../../../../solutions/20-model-builder';

export function buildModel({
  vocabularySize,
  dimensions,
  units,
  classes,
  dropoutRate,
}: ModelSize): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.embedding({
        inputDim: vocabularySize,
        outputDim: dimensions,
        maskZero: true,
        inputShape: [null],
      }),
      tf.layers.lstm({ units }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });
}
