// Has two logits, whatever the size says.
// CAUGHT: this model has 337

import { tf } from '../../../../lib/backend';
import type { ModelSize } from '../../../../solutions/20-model-builder';

export function buildModel({ vocabularySize, dimensions, units, dropoutRate }: ModelSize): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.embedding({
        inputDim: vocabularySize,
        outputDim: dimensions,
        maskZero: true,
        inputShape: [null],
      }),
      tf.layers.lstm({ units, recurrentInitializer: 'glorotUniform' }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: 2 }),
    ],
  });
}
