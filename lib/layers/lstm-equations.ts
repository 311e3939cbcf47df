import * as tf from '@tensorflow/tfjs';

/** What an LSTM computes from: T time steps, B rows, I inputs, H units. */
export interface LstmInputs {
  /** The sequences, time first: `[time, batch, input]`. */
  x: tf.Tensor3D;
  /** The output before the first step, `[batch, units]`. */
  h0: tf.Tensor2D;
  /** The cell state before the first step, `[batch, units]`. */
  c0: tf.Tensor2D;
  /** What the gates see of the input, `[input, 4 units]`, in the order i, f, g, o. */
  kernel: tf.Tensor2D;
  /** What the gates see of the previous output, `[units, 4 units]`. */
  recurrentKernel: tf.Tensor2D;
  /** `[4 units]` */
  bias: tf.Tensor1D;
  /**
   * What the gates i, f and o see of their own cell, `[3, units]`: i and f of the state before the step, o of
   * the one after it (Gers & Schmidhuber 2000).
   */
  peepholes?: tf.Tensor2D;
  /** What the gate o sees of all cells after the step, `[units, units]` (the Theano tutorial's V_o, eq. 5). */
  outputPeephole?: tf.Tensor2D;
  /** 0 where the gates do not see the previous output, else 1, `[batch, units]`: one mask for all steps. */
  recurrentMask?: tf.Tensor2D;
}

/** The outputs of an LSTM at all time steps. */
export interface LstmOutputs {
  /** The output after each step, `[time, batch, units]`. */
  h: tf.Tensor3D;
  /** The cell state after each step, `[time, batch, units]`, unless it was not asked for. */
  c?: tf.Tensor3D;
}

/** The two activations of an LSTM. */
export interface Activations {
  /** Squashes what is written into the cell and what is read from it. */
  activation: (z: tf.Tensor) => tf.Tensor;
  /** Squashes the gates. */
  recurrentActivation: (z: tf.Tensor) => tf.Tensor;
}

const STANDARD: Activations = { activation: tf.tanh, recurrentActivation: tf.sigmoid };

/**
 * Returns all steps of an LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000), op by
 * op: on any backend, with any activations, differentiable. `unrolledLstm` and `fusedLstm` compute the same for
 * tanh and sigmoid, the one faster and the other much faster.
 */
export function plainLstm(inputs: LstmInputs, activations: Activations = STANDARD): Required<LstmOutputs> {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes, outputPeephole, recurrentMask } = inputs;
  const { activation: tanh, recurrentActivation: sigmoid } = activations;
  const [T, B, I] = x.shape;
  const zx = x
    .reshape([T * B, I])
    .matMul(kernel)
    .add(bias)
    .reshape([T, B, -1]); // (T, B, 4H), all steps at once
  const [pi, pf, po] = peepholes ? tf.unstack(peepholes) : []; // (H,) each
  let [h, c]: tf.Tensor[] = [h0, c0] as [tf.Tensor, tf.Tensor];
  const hs: tf.Tensor[] = [];
  const cs: tf.Tensor[] = [];
  for (const zxt of T === 1 ? [zx.squeeze([0])] : tf.unstack(zx)) {
    if (recurrentMask) h = h!.mul(recurrentMask);
    const z = zxt.add(h!.matMul(recurrentKernel)); // (B, 4H)
    let [zi, zf, zg, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]; // (B, H) each
    if (pi && pf) [zi, zf] = [zi.add(pi.mul(c!)), zf.add(pf.mul(c!))];
    c = sigmoid(zf)
      .mul(c!)
      .add(sigmoid(zi).mul(tanh(zg)));
    if (po) zo = zo.add(po.mul(c));
    if (outputPeephole) zo = zo.add(c.matMul(outputPeephole));
    h = sigmoid(zo).mul(tanh(c));
    hs.push(h);
    cs.push(c);
  }
  return { h: tf.stack(hs) as tf.Tensor3D, c: tf.stack(cs) as tf.Tensor3D }; // (T, B, H) both
}
