import { tf } from '../lib/backend';

/** What an LSTM carries from one word to the next, both `[batch, units]`. */
export interface State {
  /** What the cell shows: its output. */
  h: tf.Tensor2D;
  /** What the cell remembers: its memory. */
  c: tf.Tensor2D;
}

/** The weights of the four gates side by side, always in the order input, forget, candidate, output. */
export interface Weights {
  /** `[inputs, 4 * units]`, for the word */
  kernel: tf.Tensor2D;
  /** `[units, 4 * units]`, for the output of the step before */
  recurrentKernel: tf.Tensor2D;
  /** `[4 * units]` */
  bias: tf.Tensor1D;
}

/**
 * Takes an LSTM one word further. With `z = x kernel + h recurrentKernel + bias`, split into four parts of
 * `[batch, units]`:
 *
 *     i = sigmoid(z_i)          how much of the new is written
 *     f = sigmoid(z_f)          how much of the old is kept
 *     g = tanh(z_g)             the new, a candidate for the memory
 *     o = sigmoid(z_o)          how much of the memory is shown
 *     c' = f * c + i * g        the memory after this word
 *     h' = o * tanh(c')         the output after this word
 *
 * (Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000; `*` is element by element.)
 *
 * @param x `[batch, inputs]`, the vectors of one word a review
 * @returns the state after the word; the caller disposes its two tensors, and no other new one is left behind
 */
export function lstmStep(x: tf.Tensor2D, { h, c }: State, weights: Weights): State {
  // HINT Which memory does the output see: the one before this word, or the one after it?
  // HINT Section "LSTM units" of notebook 06 computes these six lines for a single unit, with numbers.
  // HINT `z` is two `tf.matMul` and the bias; `tf.split(z, 4, 1)` gives the four parts; then one line an equation, in
  //      tf.tidy, which keeps the tensors of the object that it returns.
  // BEGIN SOLUTION lstmStep
  return tf.tidy(() => {
    const { kernel, recurrentKernel, bias } = weights;
    const z = tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias); // [batch, 4 * units]
    const [zi, zf, zg, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const kept: tf.Tensor2D = zf.sigmoid().mul(c);
    const written: tf.Tensor2D = zi.sigmoid().mul(zg.tanh());
    const memory: tf.Tensor2D = kept.add(written);
    const output: tf.Tensor2D = zo.sigmoid().mul(memory.tanh());
    return { h: output, c: memory };
  });
  // END SOLUTION
}
