// Masks the words instead of the steps: zeros are fed in, and the state still changes.
// CAUGHT: the word was masked, but the state was updated

import { tf } from '../../../../lib/backend';
import type { StepFunction } from '../../../../solutions/16-sequence-with-a-mask';

export function runSequence(
  step: StepFunction,
  words: tf.Tensor3D,
  mask: tf.Tensor2D,
  initialState: tf.Tensor2D,
) {
  return tf.tidy(() => {
    let h = initialState;
    const states = tf.unstack(words.mul(mask.expandDims(2)), 1).map((x) => {
      h = step(x as tf.Tensor2D, h);
      return h;
    });
    return tf.stack(states, 1);
  });
}
