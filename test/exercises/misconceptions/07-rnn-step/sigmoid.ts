// Takes the sigma of the tutorial's equation for a sigmoid: the state is never negative.
// CAUGHT: this is a sigmoid: the activation must be tanh

import { tf } from '../../../../lib/backend';
import type { Weights } from '../../../../solutions/07-rnn-step';

export { weightsFor } from '../../../../solutions/07-rnn-step';

export function rnnStep(
  x: tf.Tensor2D,
  h: tf.Tensor2D,
  { kernel, recurrentKernel, bias }: Weights,
): tf.Tensor {
  return tf.tidy(() => tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias).sigmoid());
}
