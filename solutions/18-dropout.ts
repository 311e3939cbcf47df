import { tf } from '../lib/backend';

/**
 * Dropout (Srivastava et al. 2014). In training each value is set to zero with the probability
 * `rate`, independently of the others, so that the network cannot rely on any single value.
 *
 * The kept values are divided by the share that is kept, `1 - rate`. So the expected sum does not
 * change, and in evaluation, where nothing is dropped, no scaling is needed.
 *
 * @param rate the share of values that is dropped, at least 0 and below 1. The tutorial's
 *   `keepProb` is the share that is kept: a `keepProb` of 0.75 is a rate of 0.25.
 * @param training true in training; in evaluation and prediction all values stay as they are
 * @param random returns numbers from 0 up to, not including, 1; call it once per value
 * @returns a new tensor of the same shape, in evaluation a copy (`x.clone()`); the caller disposes
 *   it, and no other new tensor is left in memory
 */
export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  // HINT With a rate of 0.75, one value in four is kept. By what must it be multiplied to keep the
  //      expected sum?
  // HINT Section "The network" of notebook 09 says what dropout is for. The next layer must see
  //      values of about the same size in training and in evaluation.
  // HINT In evaluation return `x.clone()`. In training make a mask, in `tf.tidy`: an array of
  //      `x.size` numbers, each 0 if `random() < rate` and `1 / (1 - rate)` otherwise, as a tensor
  //      of `x.shape`. Multiply `x` by that mask.
  // BEGIN SOLUTION dropout
  if (!training) return x.clone();
  return tf.tidy(() => {
    const mask = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
    return x.mul(tf.tensor2d(mask, x.shape));
  });
  // END SOLUTION
}
