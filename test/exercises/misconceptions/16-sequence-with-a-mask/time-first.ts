// Stacks the states along a new first axis.
// CAUGHT: the result has shape [3, 1, 1], but must have [1, 3, 1]: batch, time, units

import { tf } from '../../../../lib/backend';
import type { StepFunction } from '../../../../solutions/16-sequence-with-a-mask';

export function runSequence(
  step: StepFunction,
  words: tf.Tensor3D,
  mask: tf.Tensor2D,
  initialState: tf.Tensor2D,
) {
  return tf.tidy(() => {
    const masks = tf.unstack(mask, 1);
    let h = initialState;
    const states = tf.unstack(words, 1).map((x, t) => {
      const isWord = masks[t]!.expandDims(1);
      h = isWord.mul(step(x as tf.Tensor2D, h)).add(tf.sub(1, isWord).mul(h));
      return h;
    });
    return tf.stack(states);
  });
}
