import type * as tf from '@tensorflow/tfjs';
import type { GateActivation } from '../activations';

/**
 * What every compiled layer computes from. B: batch, T: time steps, I: input, H: units, G: gates.
 */
export interface KernelInputs {
  /** `[B, T, I]`, or `[T, B, I]` with `timeFirst`. */
  x: tf.Tensor3D;
  /** The initial output, `[B, H]`. */
  h0: tf.Tensor2D;
  /** `[I, G H]`, gates in the order of Keras: LSTM i, f, g, o; GRU z, r, g. */
  kernel: tf.Tensor2D;
  /** `[H, G H]`. */
  recurrentKernel: tf.Tensor2D;
  /** `[G H]`. */
  bias: tf.Tensor1D;
  /** `[B, T]`, boolean: false where a time step leaves the state as it is. Default: nowhere. */
  mask?: tf.Tensor2D;
  /** Factors of the previous output, the same at all time steps, `[B, H]`. Default: none. */
  recurrentMask?: tf.Tensor2D;
}

/** What a compiled LSTM computes from. */
export interface LstmKernelInputs extends KernelInputs {
  /** The initial cell state, `[B, H]`. */
  c0: tf.Tensor2D;
}

/** What a compiled GRU computes from. */
export interface GruKernelInputs extends KernelInputs {
  /** `[3 H]`. With it, the reset gate applies after the product with the recurrent kernel. */
  recurrentBias?: tf.Tensor1D;
}

/** How a compiled layer reads its inputs. */
export interface KernelOptions {
  /** The recurrent activation. */
  gates: GateActivation;
  /** Whether sequences are `[T, B, ...]`. Default false. */
  timeFirst?: boolean;
  /** Whether `x` is read from its end. Outputs are in the order of reading. Default false. */
  goBackwards?: boolean;
}

/** The outputs (`h`) or cell states (`c`) of all time steps, shaped like `x`. */
export type SequenceName = 'h' | 'c';

/** The outputs of all time steps, or those after the last time step, `[B, H]`. */
export type GruOutputName = 'h' | 'lastH';

/** The outputs or cell states of all time steps, or those after the last one. */
export type LstmOutputName = GruOutputName | 'c' | 'lastC';

/** The inputs that may have gradients. */
export type WeightName<Inputs extends KernelInputs> = Exclude<
  keyof Inputs & string,
  'mask' | 'recurrentMask'
>;

/** What a kernel returns. */
export interface Computed<Inputs extends KernelInputs, Output extends string> {
  /** Tensors by output. What is not computed is left out. */
  outputs: Partial<Record<Output, tf.Tensor>>;
  /** The tensors that `gradient` needs beside the inputs. */
  saved: tf.Tensor[];
  /**
   * Returns the gradients of the inputs.
   *
   * @param inputs the same as before, or copies of them
   * @param dys the gradients of the outputs, of those that have one
   * @param withX whether to compute that of `x`, the most expensive one
   */
  gradient(
    inputs: Inputs,
    saved: readonly tf.Tensor[],
    dys: Partial<Record<Output, tf.Tensor>>,
    withX: boolean,
  ): Partial<Record<WeightName<Inputs>, tf.Tensor>>;
}

/**
 * Computes a layer in one call. Records no gradient.
 *
 * @param wanted the outputs to compute
 * @param recording whether `gradient` may be called
 */
export type Kernel<Inputs extends KernelInputs, Output extends string> = (
  inputs: Inputs,
  options: KernelOptions,
  wanted: readonly Output[],
  recording: boolean,
) => Computed<Inputs, Output>;

/** The compiled LSTM. */
export type LstmKernel = Kernel<LstmKernelInputs, LstmOutputName>;
/** The compiled GRU. */
export type GruKernel = Kernel<GruKernelInputs, GruOutputName>;

/** The kernels of one build. */
export interface Kernels {
  lstm: LstmKernel;
  gru: GruKernel;
}

/** What differs between the compiled layers, in the order of their C++ structures. */
export interface KernelLayer<Inputs extends KernelInputs, Output extends string> {
  name: 'LSTM' | 'GRU';
  /** The operation in `tensorflow.cc`. */
  operation: 'FastLstm' | 'FastGru';
  /** The function in `wasm.cc`. */
  function: 'lstm' | 'gru';
  gates: number;
  /** The outputs of all time steps. */
  sequences: readonly (Output & SequenceName)[];
  /** The same after the last time step. */
  lasts: readonly Output[];
  weights: readonly WeightName<Inputs>[];
}

const WEIGHTS = ['x', 'h0', 'kernel', 'recurrentKernel', 'bias'] as const;

/** The LSTM, as `lstm.h` computes it. */
export const LSTM: KernelLayer<LstmKernelInputs, LstmOutputName> = {
  name: 'LSTM',
  operation: 'FastLstm',
  function: 'lstm',
  gates: 4,
  sequences: ['h', 'c'],
  lasts: ['lastH', 'lastC'],
  weights: [...WEIGHTS, 'c0'],
};

/** The GRU, as `gru.h` computes it. */
export const GRU: KernelLayer<GruKernelInputs, GruOutputName> = {
  name: 'GRU',
  operation: 'FastGru',
  function: 'gru',
  gates: 3,
  sequences: ['h'],
  lasts: ['lastH'],
  weights: [...WEIGHTS, 'recurrentBias'],
};

/** Returns the sizes of a call. */
export function sizesOf({ x, h0 }: KernelInputs, { timeFirst }: KernelOptions) {
  const [first, second, I] = x.shape;
  const [T, B] = timeFirst ? [first, second] : [second, first];
  return { T, B, I, H: h0.shape[1] };
}

/** Returns the shapes of all inputs and outputs by name, for these `x` and `h0`. */
export function shapesOf(inputs: KernelInputs, options: KernelOptions, gates: number) {
  const { T, B, I, H } = sizesOf(inputs, options);
  const [state, columns, sequence] = [[B, H], [gates * H], [inputs.x.shape[0], inputs.x.shape[1], H]];
  return {
    ...{ x: inputs.x.shape as number[], h0: state, c0: state },
    ...{ kernel: [I, gates * H], recurrentKernel: [H, gates * H], bias: columns, recurrentBias: columns },
    ...{ mask: [B, T], recurrentMask: state },
    ...{ h: sequence, c: sequence, lastH: state, lastC: state },
  };
}
