// Passes the gradient through tanh unchanged.
// CAUGHT: the derivative of tanh is missing

import { tf } from '../../../../lib/backend';
import type { Gradients, Step } from '../../../../solutions/09-rnn-gradient';

export function rnnGradients({ x, h, kernel, recurrentKernel }: Step, dNewH: tf.Tensor2D): Gradients {
  return tf.tidy(
    (): Gradients => ({
      x: tf.matMul(dNewH, kernel, false, true),
      h: tf.matMul(dNewH, recurrentKernel, false, true),
      kernel: tf.matMul(x, dNewH, true, false),
      recurrentKernel: tf.matMul(h, dNewH, true, false),
      bias: dNewH.sum(0) as tf.Tensor1D,
    }),
  );
}
