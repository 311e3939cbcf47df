// Masks the sum, but then uses tf's mean, which counts the padding.
// CAUGHT: the mean counts the padding: divide by the number of words, 2, not by 3

import { tf } from '../../../../lib/backend';

export function maskedMean(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => {
    const mask = tf.less(tf.range(0, outputs.shape[1], 1, 'int32'), lengths.expandDims(1)).toFloat();
    return outputs.mul(mask.expandDims(2)).mean(1) as tf.Tensor2D;
  });
}
