import type * as tf from '@tensorflow/tfjs';

/**
 * Returns a mask as booleans: true where it is not 0. A cast to booleans would take the last byte of
 * a value on tfjs' WebAssembly backend: 256 and 0.5 would be false.
 */
export function booleanMask<T extends tf.Tensor>(mask: T): T {
  return mask.dtype === 'bool' ? mask : mask.notEqual(0);
}
