import { tf } from '../lib/backend';

/** The state that an LSTM passes from one time step to the next, both `[batch, units]`. */
export interface State {
  /** The hidden state, which is also the output. */
  h: tf.Tensor2D;
  /** The cell state. */
  c: tf.Tensor2D;
}

/** The weights of the four gates side by side, in the order input, forget, candidate, output. */
export interface Weights {
  /** `[inputs, 4 * units]`, for the word */
  kernel: tf.Tensor2D;
  /** `[units, 4 * units]`, for the previous hidden state */
  recurrentKernel: tf.Tensor2D;
  /** `[4 * units]` */
  bias: tf.Tensor1D;
}

/**
 * Computes one time step of an LSTM. Split `z = x kernel + h recurrentKernel + bias` into four
 * parts of `[batch, units]`. Then
 *
 *     i = sigmoid(z_i)          input gate: how much of the candidate is written
 *     f = sigmoid(z_f)          forget gate: how much of the old cell state is kept
 *     g = tanh(z_g)             candidate for the cell state
 *     o = sigmoid(z_o)          output gate: how much of the cell state is shown
 *     c' = f * c + i * g        new cell state
 *     h' = o * tanh(c')         new hidden state, the output
 *
 * (Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000; `*` is element-wise.)
 *
 * @param x `[batch, inputs]`, the vector of one word per review
 * @returns the new state; the caller disposes its two tensors, and no other new tensor is left in
 *   memory
 */
export function lstmStep(x: tf.Tensor2D, { h, c }: State, weights: Weights): State {
  // HINT Which cell state does the output depend on: the old one, or the new one?
  // HINT Section "One unit over four steps" of notebook 06 computes these six lines for a single unit, with
  //      numbers.
  // HINT `z` is the sum of two `tf.matMul` and the bias; `tf.split(z, 4, 1)` gives the four parts.
  //      Then write one line per equation, in tf.tidy, which keeps the tensors of the object that
  //      it returns.
  // BEGIN SOLUTION lstmStep
  return tf.tidy(() => {
    const { kernel, recurrentKernel, bias } = weights;
    // z is [batch, 4 * units], each of its parts [batch, units]
    const z = tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias);
    const [zi, zf, zg, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const kept: tf.Tensor2D = zf.sigmoid().mul(c);
    const written: tf.Tensor2D = zi.sigmoid().mul(zg.tanh());
    const newC: tf.Tensor2D = kept.add(written);
    const newH: tf.Tensor2D = zo.sigmoid().mul(newC.tanh());
    return { h: newH, c: newC };
  });
  // END SOLUTION
}
