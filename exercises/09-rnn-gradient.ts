import { tf } from '../lib/backend';

/** The inputs and the output of one step of a plain RNN: h' = tanh(x W^X + h W^H + b). */
export interface Step {
  /** `[batch, inputs]`, the word vectors */
  x: tf.Tensor2D;
  /** `[batch, units]`, the previous state */
  h: tf.Tensor2D;
  /** `[batch, units]`, the new state h' */
  newH: tf.Tensor2D;
  /** W^X, `[inputs, units]` */
  kernel: tf.Tensor2D;
  /** W^H, `[units, units]` */
  recurrentKernel: tf.Tensor2D;
}

/** The gradient of the loss with respect to each input of a step, in the shape of that input. */
export type Gradients = {
  /** `[batch, inputs]` */
  x: tf.Tensor2D;
  /** `[batch, units]`, passed back to the previous step */
  h: tf.Tensor2D;
  /** `[inputs, units]` */
  kernel: tf.Tensor2D;
  /** `[units, units]` */
  recurrentKernel: tf.Tensor2D;
  /** `[units]` */
  bias: tf.Tensor1D;
};

/**
 * Computes the backward pass of one step by hand, without `tf.grad` and the like. Backpropagation
 * through time does this once for every time step, from the last to the first.
 *
 * With z = x W^X + h W^H + b, the step is h' = tanh(z). The derivative of tanh at z is
 * 1 - tanh(z)^2, so
 *
 *     dz = dh' * (1 - h' * h')          element-wise, [batch, units]
 *
 * Then two rules are left. For a matrix product Y = A B with the gradient dY,
 *
 *     dA = dY B^T     and     dB = A^T dY
 *
 * The bias is added to each row of the batch.
 *
 * @param dNewH `[batch, units]`, the gradient of the loss with respect to `newH`
 * @returns the five gradients; the caller disposes them, and no other new tensor is left in memory
 */
export function rnnGradients(step: Step, dNewH: tf.Tensor2D): Gradients {
  throw new Error('not written yet: rnnGradients');
}
