import * as tf from '@tensorflow/tfjs';

/**
 * Returns a whole number as a tensor, for arithmetic with int32 tensors: with a plain number the
 * result would be float32.
 */
export function int(value: number): tf.Scalar {
  return tf.scalar(value, 'int32');
}
