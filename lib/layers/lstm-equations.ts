/** The equations of the LSTM: `plainLstm`. `fast-lstm.ts` says which files compute them faster. */
import * as tf from '@tensorflow/tfjs';
import { gateActivations, tanh } from './activations';

/** The inputs and weights of an LSTM: T time steps, B rows (the batch size), I inputs, H units. */
export interface LstmInputs {
  /** The sequences, time-major: `[time, batch, input]`. */
  x: tf.Tensor3D;
  /** The initial output, `[batch, units]`. */
  h0: tf.Tensor2D;
  /** The initial cell state, `[batch, units]`. */
  c0: tf.Tensor2D;
  /** Weights of the input, `[input, 4 units]`, gates in the order i, f, g, o. */
  kernel: tf.Tensor2D;
  /** Weights of the previous output, `[units, 4 units]`, gates in the same order. */
  recurrentKernel: tf.Tensor2D;
  /** `[4 units]`, gates in the same order. */
  bias: tf.Tensor1D;
  /**
   * Peephole weights from each cell to its own gates i, f and o, `[3, units]` (Gers & Schmidhuber
   * 2000). i and f get the cell state before the time step, o the one after it.
   */
  peepholes?: tf.Tensor2D;
  /**
   * Peephole weights from all cells after the time step to the output gate, `[units, units]` (V_o
   * in the Theano tutorial's eq. 5).
   */
  outputPeephole?: tf.Tensor2D;
  /**
   * Recurrent dropout mask of the previous output, 0 or 1, `[batch, units]`: one for all time
   * steps (Gal & Ghahramani 2016).
   */
  recurrentMask?: tf.Tensor2D;
}

/** The outputs of an LSTM at all time steps. */
export interface LstmOutputs {
  /** The output after each time step, `[time, batch, units]`. */
  h: tf.Tensor3D;
  /** The cell state after each time step, `[time, batch, units]`, if it was requested. */
  c?: tf.Tensor3D;
}

/** The two activations of an LSTM. */
export interface Activations {
  /** The activation of the candidate g and of the cell state. Usually tanh. */
  activation: (z: tf.Tensor) => tf.Tensor;
  /** The activation of the gates i, f and o. Usually sigmoid. */
  recurrentActivation: (z: tf.Tensor) => tf.Tensor;
}

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

const STANDARD: Activations = { activation: tanh, recurrentActivation: gateActivations.sigmoid };

/**
 * Computes all time steps of an LSTM op by op (Hochreiter & Schmidhuber 1997, with the forget gate
 * of Gers et al. 2000). Differentiable any number of times, for any backend and any activations.
 * For tanh and sigmoid `unrolledLstm` computes the same faster, and `fusedLstm` much faster.
 *
 * @param activations default: tanh and sigmoid
 * @param isStep `[time, batch, 1]`, false after the end of a row, where its state stays as it is.
 *   Default: all rows have all time steps
 */
export function plainLstm(
  inputs: LstmInputs,
  activations: Activations = STANDARD,
  isStep?: tf.Tensor3D,
): Required<LstmOutputs> {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes, outputPeephole, recurrentMask } = inputs;
  const { activation: tanh, recurrentActivation: sigmoid } = activations;
  const [T, B, I] = x.shape;
  const zx = x
    .reshape([T * B, I])
    .matMul(kernel)
    .add(bias)
    .reshape([T, B, -1]); // (T, B, 4H), all time steps at once
  const [pi, pf, po] = peepholes ? tf.unstack(peepholes) : []; // (H,) each
  let [h, c]: tf.Tensor[] = [h0, c0] as [tf.Tensor, tf.Tensor];
  const hs: tf.Tensor[] = [];
  const cs: tf.Tensor[] = [];
  for (const [t, zxt] of (T === 1 ? [zx.squeeze([0])] : tf.unstack(zx)).entries()) {
    const before = [h, c] as [tf.Tensor, tf.Tensor];
    if (recurrentMask) h = h!.mul(recurrentMask);
    const z = zxt.add(h!.matMul(recurrentKernel)); // (B, 4H)
    let [zi, zf, zg, zo] = tf.split(z, 4, 1) as Four; // (B, H) each
    if (pi && pf) [zi, zf] = [zi.add(pi.mul(c!)), zf.add(pf.mul(c!))];
    c = sigmoid(zf)
      .mul(c!)
      .add(sigmoid(zi).mul(tanh(zg)));
    if (po) zo = zo.add(po.mul(c));
    if (outputPeephole) zo = zo.add(c.matMul(outputPeephole));
    h = sigmoid(zo).mul(tanh(c));
    if (isStep) {
      const here = isStep.slice(t, 1).squeeze([0]); // (B, 1)
      [h, c] = [tf.where(here, h, before[0]), tf.where(here, c, before[1])];
    }
    hs.push(h);
    cs.push(c);
  }
  // (T, B, H)
  return { h: tf.stack(hs) as tf.Tensor3D, c: tf.stack(cs) as tf.Tensor3D };
}
