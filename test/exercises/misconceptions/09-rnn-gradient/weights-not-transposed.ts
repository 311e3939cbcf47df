// Does not transpose W^H: the shapes fit, as the matrix is square, but the values are wrong.
// CAUGHT: the backward pass must use the transposed matrix of weights; the gradient of h is

import { tf } from '../../../../lib/backend';
import type { Gradients, Step } from '../../../../solutions/09-rnn-gradient';

export function rnnGradients({ x, h, newH, kernel, recurrentKernel }: Step, dNewH: tf.Tensor2D): Gradients {
  return tf.tidy((): Gradients => {
    const dz: tf.Tensor2D = dNewH.mul(tf.sub(1, newH.square()));
    return {
      x: tf.matMul(dz, kernel, false, true),
      h: tf.matMul(dz, recurrentKernel),
      kernel: tf.matMul(x, dz, true, false),
      recurrentKernel: tf.matMul(h, dz, true, false),
      bias: dz.sum(0) as tf.Tensor1D,
    };
  });
}
