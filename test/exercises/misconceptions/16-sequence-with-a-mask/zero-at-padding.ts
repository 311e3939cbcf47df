// Multiplies the state by the mask, so that it is lost at the first padding.
// CAUGHT: the state was lost where the mask is 0

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
      h = step(x as tf.Tensor2D, h).mul(masks[t]!.expandDims(1));
      return h;
    });
    return tf.stack(states, 1);
  });
}
