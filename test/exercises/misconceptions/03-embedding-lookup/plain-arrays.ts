// Leaves the tensors: right numbers, but nothing can be learnt through them.
// CAUGHT: nothing can be trained through this answer

import { tf } from '../../../../lib/backend';

export function lookUp(vectors: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor {
  const rows = vectors.arraySync();
  return tf.tensor3d(ids.arraySync().map((review) => review.map((id) => rows[id]!)));
}
