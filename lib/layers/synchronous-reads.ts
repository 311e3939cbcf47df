import * as tf from '@tensorflow/tfjs';

/** The backends whose values this thread can read at once. WebGPU is not among them. */
const READABLE = ['tensorflow', 'cpu', 'wasm', 'webgl'];

/**
 * Returns whether values of tensors can be read while a layer computes. Where not, layers compute
 * with ops alone: they check no values, and do not skip what is masked.
 */
export function canReadSynchronously(): boolean {
  return READABLE.includes(tf.getBackend());
}
