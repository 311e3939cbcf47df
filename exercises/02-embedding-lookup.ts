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
  throw new Error('not written yet: embeddingLookup');
}
