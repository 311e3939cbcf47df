// Ignores the mask.
// CAUGHT: the mask was ignored

import { tf } from '../../../../lib/backend';
import type { StepFunction } from '../../../../solutions/16-sequence-with-a-mask';

export function runSequence(
  step: StepFunction,
  words: tf.Tensor3D,
  _: tf.Tensor2D,
  initialState: tf.Tensor2D,
) {
  return tf.tidy(() => {
    let h = initialState;
    const states = tf.unstack(words, 1).map((x) => {
      h = step(x as tf.Tensor2D, h);
      return h;
    });
    return tf.stack(states, 1);
  });
}
