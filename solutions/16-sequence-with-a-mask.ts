import { tf } from '../lib/backend';

/**
 * One time step of an RNN: from words `[batch, inputs]` and states `[batch, units]` to new states.
 */
export type StepFunction = (x: tf.Tensor2D, h: tf.Tensor2D) => tf.Tensor2D;

/**
 * Runs an RNN over a batch of reviews, word by word, and returns the states after every time step.
 *
 * Shorter reviews are padded. Where the mask is 0, there is only padding, and the state stays as
 * it was. So the last time step of the result always has the state after the last word of each
 * review.
 *
 * @param step computes one time step; it disposes its intermediate tensors
 * @param words `[batch, time, inputs]`, time at least 1
 * @param mask `[batch, time]`, 1 for a word and 0 for padding
 * @param initialState `[batch, units]`, the states before the first word
 * @returns `[batch, time, units]`; the caller disposes it, and no other new tensor is left in
 *   memory
 *
 * @example
 * const step = (x, h) => tf.add(h, x); // an "RNN" whose state is the sum of its inputs
 * runSequence(step, tf.tensor3d([[[1], [2], [9]]]), tf.tensor2d([[1, 1, 0]]), tf.tensor2d([[0]]));
 * // [[[1], [3], [3]]]
 */
export function runSequence(
  step: StepFunction,
  words: tf.Tensor3D,
  mask: tf.Tensor2D,
  initialState: tf.Tensor2D,
): tf.Tensor3D {
  // HINT One review of the batch has ended, another has not. Which state does each of them need
  //      after the step?
  // HINT Section "A batch of reviews" of notebook 09 draws a mask. `statesOf` in notebook 05 is a
  //      loop over time, with `tf.split` before and `tf.concat` after it.
  // HINT `tf.unstack(words, 1)` gives the words of each step, `tf.unstack(mask, 1)` its masks,
  //      `[batch]`. In the loop take the new state for a word and the old one for padding: `m *
  //      new + (1 - m) * old`, with `m` as `[batch, 1]`. At the end use `tf.stack(states, 1)`.
  // BEGIN SOLUTION runSequence
  return tf.tidy(() => {
    const masks = tf.unstack(mask.toFloat(), 1); // [batch] each
    let h = initialState;
    const states = tf.unstack(words, 1).map((x, t) => {
      const isWord = masks[t]!.expandDims(1); // [batch, 1]
      h = isWord.mul(step(x as tf.Tensor2D, h)).add(tf.sub(1, isWord).mul(h));
      return h;
    });
    return tf.stack(states, 1) as tf.Tensor3D; // [batch, time, units]
  });
  // END SOLUTION
}
