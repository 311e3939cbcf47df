// Applies dropout to the word vectors instead of the LSTM's outputs.
// CAUGHT: does the dropout come after the LSTM?

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
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.lstm({ units }),
      tf.layers.dense({ units: classes }),
    ],
  });
}
