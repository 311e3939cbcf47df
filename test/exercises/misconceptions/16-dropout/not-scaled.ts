// Leaves what is kept as it is: in testing the next layer would see larger sums than it has learnt with.
// CAUGHT: what is kept has to make up for what was dropped

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  if (!training) return x.clone();
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1));
    return x.mul(tf.tensor2d(kept, x.shape));
  });
}
