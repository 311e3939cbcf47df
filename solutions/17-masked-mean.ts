import { tf } from '../lib/backend';

/**
 * Masked average pooling: the mean of the LSTM's outputs over the words of each review, without
 * the padding.
 *
 * The reviews of a batch are padded to the same length, and the LSTM runs on through the padding.
 * Its outputs there are not zero, and they say nothing about the review. Row `b` has `lengths[b]`
 * words, which come first. A row without words (length 0) gives zeros.
 *
 * @param outputs `[batch, time, units]`, float32
 * @param lengths `[batch]`, int32, each from 0 to time
 * @returns `[batch, units]`; the caller disposes it, and no other new tensor is left in memory
 *
 * @example
 * // one review, the third step is padding
 * const outputs = tf.tensor3d([[[1, 10], [3, 30], [9, 90]]]);
 * maskedMean(outputs, tf.tensor1d([2], 'int32')); // [[2, 20]]
 */
export function maskedMean(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  // HINT A mean is a sum divided by a count. Which of the two does padding change: the sum, the
  //      count, or both?
  // HINT Section "A batch of reviews" of notebook 09 draws the mask of a batch: ones for
  //      words, then zeros.
  // HINT `mask = tf.range(0, time) < lengths`, as `[batch, time]`. Multiply the outputs by it, sum
  //      over axis 1, divide by the lengths (at least 1), all inside tf.tidy.
  // BEGIN SOLUTION maskedMean
  return tf.tidy(() => {
    const [, time] = outputs.shape;
    // [batch, time]
    const mask = tf.less(tf.range(0, time, 1, 'int32'), lengths.expandDims(1)).toFloat();
    const sums = outputs.mul(mask.expandDims(2)).sum(1); // [batch, units]
    return sums.div(tf.maximum(lengths.toFloat(), 1).expandDims(1)) as tf.Tensor2D;
  });
  // END SOLUTION
}
