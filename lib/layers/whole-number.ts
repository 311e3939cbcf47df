import * as tf from '@tensorflow/tfjs';

/**
 * Returns a whole number as a tensor, for arithmetic with int32 tensors: with a plain number the
 * result would be float32.
 */
export function int(value: number): tf.Scalar {
  return tf.scalar(value, 'int32');
}

/** Returns whole numbers as int32. tfjs runs an op even for a cast from int32 to int32. */
export function int32<T extends tf.Tensor>(numbers: T): T {
  return numbers.dtype === 'int32' ? numbers : numbers.cast('int32');
}
