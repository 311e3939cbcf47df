// Keeps a gradient of the bias for each review instead of summing them.
// CAUGHT: the gradient of bias has shape [1, 1], but must have that of bias, [1]: units

import { tf } from '../../../../lib/backend';
import type { Step } from '../../../../solutions/09-rnn-gradient';

export function rnnGradients({ x, h, newH, kernel, recurrentKernel }: Step, dNewH: tf.Tensor2D) {
  return tf.tidy(() => {
    const dz: tf.Tensor2D = dNewH.mul(tf.sub(1, newH.square()));
    return {
      x: tf.matMul(dz, kernel, false, true),
      h: tf.matMul(dz, recurrentKernel, false, true),
      kernel: tf.matMul(x, dz, true, false),
      recurrentKernel: tf.matMul(h, dz, true, false),
      bias: dz,
    };
  });
}
