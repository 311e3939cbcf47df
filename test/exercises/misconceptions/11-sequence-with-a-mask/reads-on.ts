// Takes no notice of the mask.
// CAUGHT: padding was read like a word

import { tf } from '../../../../lib/backend';
import type { StepFunction } from '../../../../solutions/11-sequence-with-a-mask';

export function readSequence(step: StepFunction, words: tf.Tensor3D, _: tf.Tensor2D, initial: tf.Tensor2D) {
  return tf.tidy(() => {
    let h = initial;
    const states = tf.unstack(words, 1).map((x) => {
      h = step(x as tf.Tensor2D, h);
      return h;
    });
    return tf.stack(states, 1);
  });
}
