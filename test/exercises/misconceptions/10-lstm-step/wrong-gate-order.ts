// Takes the gates in another library's order: input, candidate, forget, output.
// CAUGHT: the forget gate (the second of the four) decides

import { tf } from '../../../../lib/backend';
import type { State, Weights } from '../../../../solutions/10-lstm-step';

export function lstmStep(x: tf.Tensor2D, { h, c }: State, weights: Weights): { h: tf.Tensor; c: tf.Tensor } {
  return tf.tidy(() => {
    const { kernel, recurrentKernel, bias } = weights;
    const z = tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias);
    const [zi, zg, zf, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const newC = zf.sigmoid().mul(c).add(zi.sigmoid().mul(zg.tanh()));
    return { h: zo.sigmoid().mul(newC.tanh()), c: newC };
  });
}
