import { tf } from '../backend';
import type { LstmInputs } from './lstm-equations';
import { freeHandles, type Handle, handleOf, handleOp, nativeOp, tensorOf, withInt64 } from './native-ops';

/** What the fused kernel computed at every step, `[time, batch, units]` each: gates, cells and outputs. */
export type LstmSteps = Record<'i' | 'f' | 'g' | 'o' | 'c' | 'tanhC' | 'h', tf.Tensor3D>;

/** What is known on the way back: dE/dh of each step, and dE/dc where the cell states were put out too. */
export interface StepGradients {
  dh: tf.Tensor3D;
  dc?: tf.Tensor3D;
}

/** What the LSTM computed from. */
export type FusedInputs = Omit<LstmInputs, 'recurrentMask' | 'outputPeephole'>;

/** dE/d of each input, found when it is asked for. */
export type LazyGradients = Record<keyof FusedInputs, () => tf.Tensor>;

/** Weights of an LSTM from which on walking back step by step is faster, at any batch size: measured. */
const LARGE = 48_000;

/** Returns the gradients of the fused LSTM (backpropagation through time, Werbos 1990), the faster of two ways. */
export function lstmGradient(inputs: FusedInputs, steps: LstmSteps, gradients: StepGradients): LazyGradients {
  const large = inputs.kernel.size + inputs.recurrentKernel.size >= LARGE;
  return large && !inputs.peepholes
    ? stepByStep(inputs, steps, gradients)
    : allAtOnce(inputs, steps, gradients);
}

/** Returns the inputs as TensorFlow's kernels for all steps take them, after the number of steps. */
export function kernelInputs({
  x,
  h0,
  c0,
  kernel,
  recurrentKernel,
  bias,
  peepholes,
}: FusedInputs): tf.Tensor[] {
  const w = tf.concat([kernel, recurrentKernel], 0); // (I + H, 4H)
  return [x, c0, h0, w, ...tf.unstack(peepholes ?? tf.zeros([3, h0.shape[1]])), bias];
}

/** One kernel does it all. It finds the gradient of `x` also where nobody asks for it. */
export function allAtOnce(
  inputs: FusedInputs,
  { i, f, g, o, c, tanhC, h }: LstmSteps,
  { dh, dc = tf.zerosLike(dh) }: StepGradients,
): LazyGradients {
  const { x, peepholes } = inputs;
  const given = [...kernelInputs(inputs), i, c, f, o, g, tanhC, h, dc, dh];
  const [dx, dc0, dh0, dw, dpi, dpf, dpo, db] = withInt64(x.shape[0], (time) =>
    nativeOp('BlockLSTMGradV2', { T: 'float32', use_peephole: peepholes !== undefined }, [time, ...given], 8),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor2D, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return {
    x: () => dx,
    c0: () => dc0,
    h0: () => dh0,
    kernel: () => dw.slice(0, x.shape[2]),
    recurrentKernel: () => dw.slice(x.shape[2]),
    bias: () => db,
    peepholes: () => tf.stack([dpi, dpf, dpo]),
  };
}

/**
 * For an LSTM without peepholes. Walks back with the one-step kernel, and multiplies over all steps at once what the
 * kernel for all steps multiplies step by step, adding up the gradients of the weights in memory each time.
 */
export function stepByStep(
  { x, h0, c0, kernel, recurrentKernel }: FusedInputs,
  steps: LstmSteps,
  gradients: StepGradients,
): LazyGradients {
  const [T, B, I] = x.shape;
  const H = h0.shape[1];
  const { dzs, dh0, dc0 } = walkBack(steps, c0, recurrentKernel, gradients);
  const dz = dzs.reshape<tf.Tensor2D>([T * B, 4 * H]);
  const flat = (sequence: tf.Tensor3D) => sequence.reshape<tf.Tensor2D>([-1, sequence.shape[2]]);
  return {
    x: () => dz.matMul(otherOrder(kernel), false, true).reshape([T, B, I]),
    c0: () => dc0,
    h0: () => dh0,
    kernel: () => otherOrder(flat(x).matMul(dz, true)),
    recurrentKernel: () => {
      const later = flat(steps.h.slice(0, T - 1)).matMul(dz.slice(B), true);
      return otherOrder(h0.matMul<tf.Tensor2D>(dz.slice(0, B), true).add(later));
    },
    bias: () => otherOrder(tf.ones<tf.Rank.R2>([1, T * B]).matMul(dz)).squeeze(), // many times faster than a sum
    peepholes: () => {
      throw new Error('the LSTM was walked back without peepholes');
    },
  };
}

/** Returns matrices `[rows, 4 units]` for gates i, f, g, o as the one-step kernel has them, i, g, f, o, and back. */
function otherOrder(w: tf.Tensor): tf.Tensor2D {
  const [i, f, g, o] = tf.split(w as tf.Tensor2D, 4, 1) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  return tf.concat2d([i, g, f, o], 1);
}

/**
 * Goes back through the steps, and returns dE/dz of what the gates i, g, f, o saw, `[time, batch, 4 units]`, and
 * what is left for the initial state.
 */
function walkBack(
  steps: LstmSteps,
  c0: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  gradients: StepGradients,
): { dzs: tf.Tensor3D; dh0: tf.Tensor; dc0: tf.Tensor } {
  const [T, B, H] = steps.h.shape;
  const split = handleOp('Unpack', { T: 'float32', num: { int: T }, axis: { int: 0 } }, T);
  const add = handleOp('AddV2', { T: 'float32' }, 1);
  const multiply = handleOp('MatMul', { T: 'float32', transpose_a: false, transpose_b: false }, 1);
  const stepBack = handleOp('LSTMBlockCellGrad', { T: 'float32', use_peephole: false }, 5);
  const of = (sequence: tf.Tensor3D) => split(handleOf(sequence));
  const [i, f, g, o, c, tanhC] = [steps.i, steps.f, steps.g, steps.o, steps.c, steps.tanhC].map(of);
  const [dhs, dcs] = [of(gradients.dh), gradients.dc && of(gradients.dc)];
  const recurrentT = handleOf(otherOrder(recurrentKernel).transpose()); // (4H, H)
  const [initial, zero] = [handleOf(c0), handleOf(tf.zeros([B, H]))];
  // Of the input and the weights the one-step kernel looks at the shapes only.
  const shapes = { x: [B, 1], w: [1 + H, 4 * H], peephole: [H], bias: [4 * H] };
  const [x, w, p, b] = Object.values(shapes).map((shape) => handleOf(tf.zeros(shape)));

  const dzs: Handle[] = Array(T);
  let [dh, dc] = [add(zero, zero)[0]!, add(zero, zero)[0]!];
  for (let t = T - 1; t >= 0; t--) {
    const dhNow = add(dhs[t]!, dh)[0]!;
    const dcNow = dcs ? add(dcs[t]!, dc)[0]! : dc;
    const before = c![t - 1] ?? initial;
    const given = [x, before, before, w, p, p, p, b, i![t], c![t], f![t], o![t], g![t], tanhC![t]];
    const [dcBefore, dz, ...ofPeepholes] = stepBack(...(given as Handle[]), dcNow, dhNow);
    freeHandles([dh, dhNow, dcNow, ...ofPeepholes]);
    if (dcs) freeHandles([dc]);
    dzs[t] = dz!;
    dh = multiply(dz!, recurrentT)[0]!;
    dc = dcBefore!;
  }
  const result = {
    dzs: tensorOf('Pack', { T: 'float32', N: { int: T }, axis: { int: 0 } }, dzs) as tf.Tensor3D,
    dh0: tensorOf('Identity', { T: 'float32' }, [dh]),
    dc0: tensorOf('Identity', { T: 'float32' }, [dc]),
  };
  freeHandles([...dzs, dh, dc, ...[i, f, g, o, c, tanhC, dhs, dcs ?? []].flat()] as Handle[]);
  return result;
}
