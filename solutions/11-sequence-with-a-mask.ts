import { tf } from '../lib/backend';

/** Takes a recurrent network one word further: from words `[batch, inputs]` and states `[batch, units]` to new states. */
export type StepFunction = (x: tf.Tensor2D, h: tf.Tensor2D) => tf.Tensor2D;

/**
 * Reads a batch of reviews word by word, in order, and returns the states after every step. Reviews that are shorter
 * than the batch is long are padded: where the mask is 0 there is no word, and the state stays what it was. So the
 * last column of the answer always has the state after the last word of each review.
 *
 * @param step takes the network one step further; it disposes what it makes but for its answer
 * @param words `[batch, time, inputs]`, time at least 1
 * @param mask `[batch, time]`, 1 where there is a word and 0 where there is padding
 * @param initial `[batch, units]`, the states before the first word
 * @returns `[batch, time, units]`; the caller disposes it, and no other new tensor is left behind
 *
 * @example
 * const step = (x, h) => tf.add(h, x); // a "network" that adds up what it reads
 * readSequence(step, tf.tensor3d([[[1], [2], [9]]]), tf.tensor2d([[1, 1, 0]]), tf.tensor2d([[0]])); // [[[1], [3], [3]]]
 */
export function readSequence(
  step: StepFunction,
  words: tf.Tensor3D,
  mask: tf.Tensor2D,
  initial: tf.Tensor2D,
): tf.Tensor3D {
  // HINT One review of the batch has ended, another has not. Which state does each of the two need after the step?
  // HINT Section "From steps to one vector" of notebook 09 draws a mask; `plainLstm` in notebook 06
  //      has the loop over time, with `tf.unstack` before and `tf.stack` after it.
  // HINT `tf.unstack(words, 1)` gives the words of each step, `tf.unstack(mask, 1)` its masks, `[batch]`. In the loop
  //      take the new state where there is a word and the old one elsewhere: `m * new + (1 - m) * old`, with `m` as
  //      `[batch, 1]`. At the end `tf.stack(states, 1)`.
  // BEGIN SOLUTION readSequence
  return tf.tidy(() => {
    const masks = tf.unstack(mask.toFloat(), 1); // [batch] each
    let h = initial;
    const states = tf.unstack(words, 1).map((x, t) => {
      const isWord = masks[t]!.expandDims(1); // [batch, 1]
      h = isWord.mul(step(x as tf.Tensor2D, h)).add(tf.sub(1, isWord).mul(h));
      return h;
    });
    return tf.stack(states, 1) as tf.Tensor3D; // [batch, time, units]
  });
  // END SOLUTION
}
