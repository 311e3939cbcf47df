import { tf } from '../lib/backend';

/** What one step of a plain recurrent network computed from, and what it gave: h' = tanh(x W^X + h W^H + b). */
export interface Step {
  /** `[batch, inputs]`, the word */
  x: tf.Tensor2D;
  /** `[batch, units]`, the state before it */
  h: tf.Tensor2D;
  /** `[batch, units]`, the state after it: h' */
  newH: tf.Tensor2D;
  /** W^X, `[inputs, units]` */
  kernel: tf.Tensor2D;
  /** W^H, `[units, units]` */
  recurrentKernel: tf.Tensor2D;
}

/** How the loss changes with each thing that a step is computed from; each has the shape of what it belongs to. */
export type Gradients = {
  /** `[batch, inputs]` */
  x: tf.Tensor2D;
  /** `[batch, units]`: what the step before this one will be told */
  h: tf.Tensor2D;
  /** `[inputs, units]` */
  kernel: tf.Tensor2D;
  /** `[units, units]` */
  recurrentKernel: tf.Tensor2D;
  /** `[units]` */
  bias: tf.Tensor1D;
};

/**
 * Takes the gradient of the loss back through one step, by hand: without `tf.grad` and the like. This is what
 * back-propagation through time does once for every word, from the last to the first.
 *
 * With z = x W^X + h W^H + b the step is h' = tanh(z). The derivative of tanh at z is 1 - tanh(z)^2, so
 *
 *     dz = dh' * (1 - h' * h')          number by number, [batch, units]
 *
 * and what is left are two products of matrices and a sum. For a product Y = A B, with the gradient dY given,
 *
 *     dA = dY B^T     and     dB = A^T dY
 *
 * The bias is added to each row of the batch.
 *
 * @param dNewH `[batch, units]`, how the loss changes with `newH`
 * @returns the caller disposes the five tensors, and no other new one is left behind
 */
export function rnnGradients(step: Step, dNewH: tf.Tensor2D): Gradients {
  throw new Error('not written yet: rnnGradients');
}
