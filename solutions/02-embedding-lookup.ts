import { tf } from '../lib/backend';

/**
 * Replaces every token id of a batch with its word vector. This embedding lookup is the first
 * layer of each of our models.
 *
 * Row `n` of `vectors` is the vector of the word with id `n`. The result has one more axis than
 * the ids: each id becomes a vector.
 *
 * @param vectors `[words, dimensions]`, float32
 * @param ids `[batch, time]`, int32, each from 0 to words - 1
 * @returns `[batch, time, dimensions]`; the caller disposes it, and no other new tensor is left
 *   in memory
 *
 * @example
 * const vectors = tf.tensor2d([[0, 0], [0.1, 0.2], [0.3, 0.4]]); // padding, "good", "film"
 * embeddingLookup(vectors, tf.tensor2d([[1, 2, 0]], [1, 3], 'int32'));
 * // [[[0.1, 0.2], [0.3, 0.4], [0, 0]]]
 */
export function embeddingLookup(vectors: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor3D {
  // HINT Which axis of `vectors` do the ids index?
  // HINT Section "From ids to vectors" of notebook 03 does this for one sentence of ten ids.
  // HINT One call of `tf.gather` is enough: it takes ids of any shape. The result has that shape,
  //      and the axis of the vectors comes last.
  // BEGIN SOLUTION embeddingLookup
  const embedded: tf.Tensor = tf.gather(vectors, ids); // [batch, time, dimensions]
  return embedded as tf.Tensor3D;
  // END SOLUTION
}
