import { tf } from '../lib/backend';

/**
 * Averages what the LSTM said at each step of a review into one vector, over the review's own words only.
 *
 * Reviews of a batch are padded to the same number of steps, and the LSTM runs on through the padding: what it
 * gives there is not zero and says nothing about the review. Row `b` has `lengths[b]` words, which come first.
 * A row without words (length 0) gives zeros.
 *
 * @param outputs `[batch, time, units]`, float32
 * @param lengths `[batch]`, int32, each from 0 to time
 * @returns `[batch, units]`; the caller disposes it, and no other new tensor is left behind
 *
 * @example
 * const outputs = tf.tensor3d([[[1, 10], [3, 30], [9, 90]]]); // one review, the third step is padding
 * maskedMean(outputs, tf.tensor1d([2], 'int32')); // [[2, 20]]
 */
export function maskedMean(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  // HINT A mean is a sum divided by a count. Which of the two does padding spoil: the sum, the count, or both?
  // HINT Section "From steps to one vector" of notebook 09 draws the mask of a batch: ones for words, then zeros.
  // HINT `mask = tf.range(0, time) < lengths`, as `[batch, time]`; multiply the outputs by it, sum over axis 1, divide
  //      by the lengths (at least 1), and do all of it inside tf.tidy.
  // BEGIN SOLUTION maskedMean
  return tf.tidy(() => {
    const [, time] = outputs.shape;
    const mask = tf.less(tf.range(0, time, 1, 'int32'), lengths.expandDims(1)).toFloat(); // [batch, time]
    const sums = outputs.mul(mask.expandDims(2)).sum(1); // [batch, units]
    return sums.div(tf.maximum(lengths.toFloat(), 1).expandDims(1)) as tf.Tensor2D;
  });
  // END SOLUTION
}
