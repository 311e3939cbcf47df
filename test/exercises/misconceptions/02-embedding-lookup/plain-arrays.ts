// Converts the tensors to arrays: the values are right, but nothing can be trained.
// CAUGHT: no gradient passes through your code

import { tf } from '../../../../lib/backend';

export function embeddingLookup(vectors: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor {
  const rows = vectors.arraySync();
  return tf.tensor3d(ids.arraySync().map((review) => review.map((id) => rows[id]!)));
}
