import { tf } from '../lib/backend';

/**
 * Replaces every id of a batch by that word's vector: the first layer of each of our models.
 *
 * Row `n` of `vectors` belongs to the word with id `n`. The result has one more axis than the ids: where there
 * was a number, there is a vector now.
 *
 * @param vectors `[words, dimensions]`, float32
 * @param ids `[batch, time]`, int32, each from 0 to words - 1
 * @returns `[batch, time, dimensions]`; the caller disposes it, and no other new tensor is left behind
 *
 * @example
 * const vectors = tf.tensor2d([[0, 0], [0.1, 0.2], [0.3, 0.4]]); // padding, "good", "film"
 * lookUp(vectors, tf.tensor2d([[1, 2, 0]], [1, 3], 'int32')); // [[[0.1, 0.2], [0.3, 0.4], [0, 0]]]
 */
export function lookUp(vectors: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor3D {
  // HINT Which axis of `vectors` do the ids count along?
  // HINT Section "From ids to vectors" of notebook 03 does this for one sentence of ten words.
  // HINT One call of `tf.gather` is enough: it takes ids of any shape and keeps that shape in front.
  // BEGIN SOLUTION lookUp
  const found: tf.Tensor = tf.gather(vectors, ids); // [batch, time, dimensions]
  return found as tf.Tensor3D;
  // END SOLUTION
}
