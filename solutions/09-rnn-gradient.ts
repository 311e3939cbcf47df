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
  // HINT The loss changes with the bias through every review of the batch. What has to happen to the rows of `dz`?
  // HINT Section "Back through time" of notebook 05 says what the gradient is multiplied by on its way back, once a
  //      step: that is the line for `h`.
  // HINT `dz` first. Then two products with the transposed weights, two with the transposed `x` and `h`, and `dz`
  //      summed over the batch. `tf.matMul(a, b, transposeA, transposeB)` transposes what you tell it to.
  // BEGIN SOLUTION rnnGradients
  return tf.tidy((): Gradients => {
    const { x, h, newH, kernel, recurrentKernel } = step;
    const dz: tf.Tensor2D = dNewH.mul(tf.sub(1, newH.square())); // [batch, units]
    return {
      x: tf.matMul(dz, kernel, false, true),
      h: tf.matMul(dz, recurrentKernel, false, true),
      kernel: tf.matMul(x, dz, true, false),
      recurrentKernel: tf.matMul(h, dz, true, false),
      bias: dz.sum(0) as tf.Tensor1D,
    };
  });
  // END SOLUTION
}
