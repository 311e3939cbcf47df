import { tf } from '../lib/backend';

/**
 * Dropout (Srivastava et al. 2014). In training each value is set to zero with the probability `rate`, each by a
 * decision of its own, so that the network cannot rely on any single one. The values that are kept are divided by
 * the share that is kept, `1 - rate`: so their sum stays about the same, and outside of training, when nothing is
 * dropped, nothing has to be made up for.
 *
 * @param rate the share of values that is dropped, at least 0 and below 1; the tutorial counts the other way, its
 *   `keepProb` of 0.75 is a rate of 0.25
 * @param training whether the network is learning; when it is tested, or used, all values stay as they are
 * @param random returns numbers from 0 up to, not including, 1; ask it once for each value
 * @returns a new tensor of the same shape, in testing a copy (`x.clone()`); the caller disposes it, and no other new
 *   tensor is left behind
 */
export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  throw new Error('not written yet: dropout');
}
