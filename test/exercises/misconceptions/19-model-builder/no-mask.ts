// Forgets that id 0 is no word.
// CAUGHT: the padding was read

import { tf } from '../../../../lib/backend';
import type { ModelSize } from '../../../../solutions/19-model-builder';

export function buildModel({ words, dimensions, units, classes, dropoutRate }: ModelSize): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: words, outputDim: dimensions, inputShape: [null] }),
      tf.layers.lstm({ units }),
      tf.layers.dropout({ rate: dropoutRate }),
      tf.layers.dense({ units: classes }),
    ],
  });
}
