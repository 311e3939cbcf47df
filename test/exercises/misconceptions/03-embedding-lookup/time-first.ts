// Has the right vectors in the order in which the fused kernel wants them: time, batch, dimensions.
// CAUGHT: the answer has shape [3, 1, 3], but must have [1, 3, 3]: batch, time, dimensions

import { tf } from '../../../../lib/backend';

export function lookUp(vectors: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor {
  return tf.tidy(() => tf.gather(vectors, ids.transpose()));
}
