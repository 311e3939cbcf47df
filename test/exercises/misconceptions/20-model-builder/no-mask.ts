// Does not mask the padding.
// CAUGHT: the padding is not masked

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
      tf.layers.embedding({ inputDim: vocabularySize, outputDim: dimensions, inputShape: [null] }),
      tf.layers.lstm({ units }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: classes }),
    ],
  });
}
