// Looks up all ids of the batch in one row and forgets to give the rows back.
// CAUGHT: the answer has shape [3, 3], but must have [1, 3, 3]

import { tf } from '../../../../lib/backend';

export function lookUp(vectors: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor {
  return tf.tidy(() => tf.gather(vectors, ids.flatten()));
}
