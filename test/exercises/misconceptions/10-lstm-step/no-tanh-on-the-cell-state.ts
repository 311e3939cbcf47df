// Outputs the cell state without tanh.
// CAUGHT: the new cell state must go through tanh before the output gate

import { tf } from '../../../../lib/backend';
import type { State, Weights } from '../../../../solutions/10-lstm-step';

export function lstmStep(x: tf.Tensor2D, { h, c }: State, weights: Weights): { h: tf.Tensor; c: tf.Tensor } {
  return tf.tidy(() => {
    const { kernel, recurrentKernel, bias } = weights;
    const z = tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias);
    const [zi, zf, zg, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const newC = zf.sigmoid().mul(c).add(zi.sigmoid().mul(zg.tanh()));
    return { h: zo.sigmoid().mul(newC), c: newC };
  });
}
