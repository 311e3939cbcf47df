// Sets the words to zero instead of the steps: the network reads zeros, and goes on forgetting.
// CAUGHT: the word was masked, but the step was taken

import { tf } from '../../../../lib/backend';
import type { StepFunction } from '../../../../solutions/11-sequence-with-a-mask';

export function readSequence(
  step: StepFunction,
  words: tf.Tensor3D,
  mask: tf.Tensor2D,
  initial: tf.Tensor2D,
) {
  return tf.tidy(() => {
    let h = initial;
    const states = tf.unstack(words.mul(mask.expandDims(2)), 1).map((x) => {
      h = step(x as tf.Tensor2D, h);
      return h;
    });
    return tf.stack(states, 1);
  });
}
