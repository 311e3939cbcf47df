// Decides once per review, and drops the whole row.
// CAUGHT: whole rows are dropped or kept: decide for each value, not once per review

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  if (!training) return x.clone();
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.shape[0] }, () => (random() < rate ? 0 : 1 / (1 - rate)));
    return x.mul(tf.tensor2d(kept, [x.shape[0], 1]));
  });
}
