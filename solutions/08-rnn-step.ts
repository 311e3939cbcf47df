import { tf } from '../lib/backend';

/** The weights of a plain recurrent network, the same at every step. */
export interface Weights {
  /** W^X, `[inputs, units]`: what the new state takes from the word */
  kernel: tf.Tensor2D;
  /** W^H, `[units, units]`: what the new state takes from the state before */
  recurrentKernel: tf.Tensor2D;
  /** `[units]` */
  bias: tf.Tensor1D;
}

/**
 * Takes a plain recurrent network one word further:
 *
 *     h' = tanh(x kernel + h recurrentKernel + bias)
 *
 * The texts write W^X x with a column for the word; here each row of `x` is the word of one review, so the matrices
 * stand on the right.
 *
 * @param x `[batch, inputs]`, the vectors of one word a review
 * @param h `[batch, units]`, the states before the word
 * @returns `[batch, units]`, the states after it; the caller disposes it, and no other new tensor is left behind
 */
export function rnnStep(x: tf.Tensor2D, h: tf.Tensor2D, weights: Weights): tf.Tensor2D {
  // HINT `x` is `[batch, inputs]` and the answer `[batch, units]`: what shape must a matrix between them have?
  // HINT Section "Recurrent networks" of notebook 05 has the equation; `tf.matMul` multiplies matrices, while `mul`
  //      multiplies number by number.
  // HINT Two `tf.matMul`, added together and to the bias, then `tanh`, all of it inside `tf.tidy`.
  // BEGIN SOLUTION rnnStep
  return tf.tidy(() => {
    const { kernel, recurrentKernel, bias } = weights;
    const z: tf.Tensor2D = tf.matMul(x, kernel).add(tf.matMul(h, recurrentKernel)).add(bias); // [batch, units]
    return z.tanh();
  });
  // END SOLUTION
}

/** What large and small weights make of a network with one unit that reads one number a step. */
export type Behaviour = 'forgets' | 'remembers' | 'fades';

/**
 * Answers the question that the tutorial asks its readers: how does the state change if W^X or W^H are large or
 * small? Choose the two weights of a network of one unit, `h' = tanh(wx * x + wh * h)`, which starts at 0 and reads
 * numbers from -1 to 1, so that it
 *
 * - `forgets`: after any word its state is about what that word alone says. The states after x = 1 and after x = -1
 *   are more than 1 apart, but what the state was before changes it by less than 0.01.
 * - `remembers`: it reads 1 or -1 first. After twenty more words, whatever they say, the sign of its state is still
 *   that of the first word.
 * - `fades`: it reads 1 first, and its state is above 0.5. Then it reads zeros. After each of the first three its
 *   state is still above 0.1, and after twenty it is below 0.01.
 *
 * Many weights are right. Think first, then try.
 */
export function weightsFor(behaviour: Behaviour): { wx: number; wh: number } {
  // HINT Which of the two weights says how much of the past is in the new state, and what if it is 0?
  // HINT In section "Recurrent networks" of notebook 05 the state is overwritten at every step. To keep a sign against
  //      a word that pulls the other way, `wh * h` has to be stronger than `wx`; and `h` is never more than 1.
  // HINT Return an object for each of the three: one has `wh = 0`, one has a `wh` well above 1 beside a small `wx`, and one
  //      a wh between 0.5 and 0.8. (A wh that is large beside a small wx does not keep the state's value, as the
  //      tutorial has it: tanh drives it to the ends. It keeps the sign.)
  // BEGIN SOLUTION weightsFor
  const weights = {
    forgets: { wx: 2, wh: 0 },
    remembers: { wx: 0.5, wh: 4 },
    fades: { wx: 1, wh: 0.7 },
  };
  return weights[behaviour];
  // END SOLUTION
}
