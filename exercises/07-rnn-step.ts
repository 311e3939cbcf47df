import { tf } from '../lib/backend';

/** The weights of a plain recurrent network, the same at every time step. */
export interface Weights {
  /** W^X, `[inputs, units]`, for the word */
  kernel: tf.Tensor2D;
  /** W^H, `[units, units]`, for the previous state */
  recurrentKernel: tf.Tensor2D;
  /** `[units]` */
  bias: tf.Tensor1D;
}

/**
 * Computes one time step of a plain recurrent network:
 *
 *     h' = tanh(x kernel + h recurrentKernel + bias)
 *
 * The tutorial writes W^X x, where x is a column vector. Here each row of `x` is a word of one
 * review, so the matrices are on the right.
 *
 * @param x `[batch, inputs]`, the vector of one word per review
 * @param h `[batch, units]`, the previous states
 * @returns `[batch, units]`, the new states; the caller disposes it, and no other new tensor is
 *   left in memory
 */
export function rnnStep(x: tf.Tensor2D, h: tf.Tensor2D, weights: Weights): tf.Tensor2D {
  throw new Error('not written yet: rnnStep');
}

/** What large and small weights make a network do that has one unit and one input. */
export type Behavior = 'forgets' | 'remembers' | 'fades';

/**
 * Answers the question that the tutorial asks its readers: how does the state change if W^X or W^H
 * is large or small? Choose the two weights of a network with one unit:
 *
 *     h' = tanh(wx * x + wh * h)
 *
 * Its state starts at 0, and its inputs are from -1 to 1. It must show one of three behaviors:
 *
 * - `forgets`: the state depends only on the last input. The states after x = 1 and after x = -1
 *   are more than 1 apart. The previous state changes the new one by less than 0.01.
 * - `remembers`: the first input is 1 or -1. After each of twenty more inputs, whatever they are,
 *   the state still has the sign of the first one.
 * - `fades`: the first input is 1, and the state is above 0.5. All later inputs are 0. After each
 *   of the first three the state is still above 0.1. After twenty it is below 0.01.
 *
 * Many weights are right. Think first, then try.
 */
export function weightsFor(behavior: Behavior): { wx: number; wh: number } {
  throw new Error('not written yet: weightsFor');
}
