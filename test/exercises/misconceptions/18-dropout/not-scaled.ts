// Does not scale the kept values: in evaluation the next layer sees larger sums than in training.
// CAUGHT: the kept values must be scaled up

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  if (!training) return x.clone();
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1));
    return x.mul(tf.tensor2d(kept, x.shape));
  });
}
