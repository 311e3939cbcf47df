// Takes the four gates of a unit side by side, instead of all units of a gate.
// CAUGHT: the gates lie side by side in z

import { tf } from '../../../../lib/backend';
import type { State, Weights } from '../../../../solutions/10-lstm-step';

export function lstmStep(x: tf.Tensor2D, { h, c }: State, weights: Weights): { h: tf.Tensor; c: tf.Tensor } {
  return tf.tidy(() => {
    const { kernel, recurrentKernel, bias } = weights;
    const z = tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias);
    const byUnit = z.reshape([c.shape[0], c.shape[1], 4]);
    const [zi, zf, zg, zo] = tf.unstack(byUnit, 2) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const newC = zf.sigmoid().mul(c).add(zi.sigmoid().mul(zg.tanh()));
    return { h: zo.sigmoid().mul(newC.tanh()), c: newC };
  });
}
