// Drops in evaluation too, as the tutorial's code does.
// CAUGHT: in evaluation no value may be dropped

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, _: boolean, random: () => number): tf.Tensor2D {
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
    return x.mul(tf.tensor2d(kept, x.shape));
  });
}
