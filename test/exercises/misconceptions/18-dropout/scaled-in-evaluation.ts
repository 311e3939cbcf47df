// Scales in evaluation, as the first paper did, instead of in training.
// CAUGHT: in evaluation the values must stay as they are

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  if (!training) return x.mul(1 - rate);
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1));
    return x.mul(tf.tensor2d(kept, x.shape));
  });
}
