import * as tf from '@tensorflow/tfjs';
import { gateActivations, tanh } from './activations';
import type { Activations } from './lstm-equations';

/** The inputs and weights of a GRU: T time steps, B rows (the batch size), I inputs, H units. */
export interface GruInputs {
  /** The sequences, time-major: `[time, batch, input]`. */
  x: tf.Tensor3D;
  /** The initial state, which is the output, `[batch, units]`. */
  h0: tf.Tensor2D;
  /** Weights of the input, `[input, 3 units]`: update gate z, reset gate r, candidate g. */
  kernel: tf.Tensor2D;
  /** Weights of the previous output, `[units, 3 units]`, in the same order. */
  recurrentKernel: tf.Tensor2D;
  /** `[3 units]`, in the same order. */
  bias: tf.Tensor1D;
  /**
   * The bias of the previous output's part, `[3 units]`. With it, the reset gate applies after the
   * product with the recurrent kernel (Keras' `reset_after`, PyTorch, cuDNN). Without it, it
   * applies before (Cho et al. 2014).
   */
  recurrentBias?: tf.Tensor1D;
  /**
   * Recurrent dropout mask that the previous output is multiplied by, `[batch, units]`: one for
   * all time steps (Gal & Ghahramani 2016).
   */
  recurrentMask?: tf.Tensor2D;
}

/** The outputs of a GRU at all time steps. */
export interface GruOutputs {
  /** The output after each time step, `[time, batch, units]`. */
  h: tf.Tensor3D;
}

const STANDARD: Activations = { activation: tanh, recurrentActivation: gateActivations.sigmoid };

/**
 * Computes all time steps of a GRU op by op (Cho et al. 2014; with `recurrentBias` the variant of
 * Keras' `reset_after`). Differentiable any number of times, for any backend and any activations.
 * For tanh `unrolledGru` computes the same faster.
 *
 * @param activations default: tanh and sigmoid
 * @param isStep `[time, batch, 1]`, false after the end of a row, where its state stays as it is.
 *   Default: all rows have all time steps
 */
export function plainGru(
  inputs: GruInputs,
  activations: Activations = STANDARD,
  isStep?: tf.Tensor3D,
): GruOutputs {
  const { x, h0, kernel, recurrentKernel, bias, recurrentBias, recurrentMask } = inputs;
  const { activation: tanh, recurrentActivation: sigmoid } = activations;
  const [T, B, I] = x.shape;
  const H = h0.shape[1];
  const ax = x
    .reshape([T * B, I])
    .matMul(kernel)
    .add(bias)
    .reshape([T, B, 3 * H]); // all time steps at once
  const [u, ug] = tf.split(recurrentKernel, [2 * H, H], 1) as [tf.Tensor, tf.Tensor];
  let h: tf.Tensor = h0;
  const hs: tf.Tensor[] = [];
  for (let t = 0; t < T; t++) {
    const axt = ax.slice(t, 1).squeeze([0]); // (B, 3H)
    const [axz, axr, axg] = tf.split(axt, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]; // (B, H) each
    const before = recurrentMask ? h.mul(recurrentMask) : h;
    let next: tf.Tensor;
    if (recurrentBias) {
      const ah = before.matMul(recurrentKernel).add(recurrentBias); // (B, 3H)
      const [ahz, ahr, ahg] = tf.split(ah, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [z, r] = [sigmoid(axz.add(ahz)), sigmoid(axr.add(ahr))];
      const g = tanh(axg.add(r.mul(ahg)));
      next = z.mul(before).add(tf.sub(1, z).mul(g));
    } else {
      const [ahz, ahr] = tf.split(before.matMul(u), 2, 1) as [tf.Tensor, tf.Tensor];
      const [z, r] = [sigmoid(axz.add(ahz)), sigmoid(axr.add(ahr))];
      const g = tanh(axg.add(r.mul(before).matMul(ug)));
      next = z.mul(before).add(tf.sub(1, z).mul(g));
    }
    h = isStep ? tf.where(isStep.slice(t, 1).squeeze([0]), next, h) : next;
    hs.push(h);
  }
  return { h: tf.stack(hs) as tf.Tensor3D }; // (T, B, H)
}
