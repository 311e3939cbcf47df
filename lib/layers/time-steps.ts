import * as tf from '@tensorflow/tfjs';
import { lookup } from './segment-sum';

/**
 * Returns the T time steps (B, W) of `x` (T, B, W). On WebAssembly tfjs' `unstack` copies the
 * whole tensor once per time step.
 */
export function stepsOf(x: tf.Tensor3D): tf.Tensor2D[] {
  const [T, B, W] = x.shape;
  const rows = x.reshape<tf.Tensor2D>([T * B, W]);
  return Array.from({ length: T }, (_, t) => lookup(rows, tf.range(t * B, (t + 1) * B, 1, 'int32')));
}
