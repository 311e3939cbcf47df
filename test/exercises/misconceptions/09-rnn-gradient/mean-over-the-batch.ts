// Averages over the batch, as a loss does, though the incoming gradient already did so.
// CAUGHT: the reviews share the weights, so their gradients must be summed, not averaged

import { tf } from '../../../../lib/backend';
import type { Step } from '../../../../solutions/09-rnn-gradient';

export function rnnGradients({ x, h, newH, kernel, recurrentKernel }: Step, dNewH: tf.Tensor2D) {
  return tf.tidy(() => {
    const dz: tf.Tensor2D = dNewH.mul(tf.sub(1, newH.square()));
    return {
      x: tf.matMul(dz, kernel, false, true),
      h: tf.matMul(dz, recurrentKernel, false, true),
      kernel: tf.matMul(x, dz, true, false).div(x.shape[0]),
      recurrentKernel: tf.matMul(h, dz, true, false).div(x.shape[0]),
      bias: dz.mean(0),
    };
  });
}
