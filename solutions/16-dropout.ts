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
  // HINT With a rate of 0.75, one value in four is kept. What must it be multiplied by, to stand for all four?
  // HINT Section "The network" of notebook 09 says what dropout is for. Whether a review is classified in training or
  //      in testing, the next layer must see values of about the same size.
  // HINT In testing `x.clone()`. Else, in `tf.tidy`, a mask: an array of `x.size` numbers, each 0 if `random() < rate`
  //      and `1 / (1 - rate)` otherwise, made a tensor with `x.shape`; and `x` times that mask.
  // BEGIN SOLUTION dropout
  if (!training) return x.clone();
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
    return x.mul(tf.tensor2d(kept, x.shape));
  });
  // END SOLUTION
}
