// Right values, but every call leaves its mask and its sums in memory.
// CAUGHT: wrap the calculation in tf.tidy

import { tf } from '../../../../lib/backend';

export function maskedMean(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  const mask = tf.less(tf.range(0, outputs.shape[1], 1, 'int32'), lengths.expandDims(1)).toFloat();
  const sums = outputs.mul(mask.expandDims(2)).sum(1);
  return sums.div(tf.maximum(lengths.toFloat(), 1).expandDims(1)) as tf.Tensor2D;
}
