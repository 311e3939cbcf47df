// Returns the LSTM's output at every time step.
// CAUGHT: the result has shape [1, 3, 2], but must have [1, 2]: batch, classes

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
      tf.layers.lstm({ units, returnSequences: true }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: classes }),
    ],
  });
}
