// Multiplies the state and its weights element-wise: the units are not connected.
// CAUGHT: the result has shape [2, 2], but must have [1, 2]: batch, units

import { tf } from '../../../../lib/backend';
import type { Weights } from '../../../../solutions/07-rnn-step';

export { weightsFor } from '../../../../solutions/07-rnn-step';

export function rnnStep(
  x: tf.Tensor2D,
  h: tf.Tensor2D,
  { kernel, recurrentKernel, bias }: Weights,
): tf.Tensor {
  return tf.tidy(() => tf.tanh(tf.matMul(x, kernel).add(h.mul(recurrentKernel)).add(bias)));
}
