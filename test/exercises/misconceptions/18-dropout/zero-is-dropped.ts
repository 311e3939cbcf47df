// Drops a value also if the random number equals the rate, which may be 0.
// CAUGHT: a value is dropped if it is below the rate

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  if (!training) return x.clone();
  return tf.tidy(() => {
    const mask = Float32Array.from({ length: x.size }, () => (random() <= rate ? 0 : 1 / (1 - rate)));
    return x.mul(tf.tensor2d(mask, x.shape));
  });
}
