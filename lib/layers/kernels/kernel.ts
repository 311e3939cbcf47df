import type * as tf from '@tensorflow/tfjs';
import type { GateActivation } from '../activations';

/** What a compiled LSTM computes from. B: batch, T: time steps, I: input, H: units. */
export interface KernelInputs {
  /** `[B, T, I]`, or `[T, B, I]` with `timeFirst`. */
  x: tf.Tensor3D;
  /** The initial output, `[B, H]`. */
  h0: tf.Tensor2D;
  /** The initial cell state, `[B, H]`. */
  c0: tf.Tensor2D;
  /** `[I, 4 H]`, gates in the order i, f, g, o. */
  kernel: tf.Tensor2D;
  /** `[H, 4 H]`. */
  recurrentKernel: tf.Tensor2D;
  /** `[4 H]`. */
  bias: tf.Tensor1D;
  /** `[B, T]`, boolean: false where a time step leaves the state as it is. Default: nowhere. */
  mask?: tf.Tensor2D;
  /** Factors of the previous output, the same at all time steps, `[B, H]`. Default: none. */
  recurrentMask?: tf.Tensor2D;
}

/** The inputs that have gradients. */
export type WeightName = 'x' | 'h0' | 'c0' | 'kernel' | 'recurrentKernel' | 'bias';

/** How a compiled LSTM reads its inputs. */
export interface KernelOptions {
  /** The recurrent activation. */
  gates: GateActivation;
  /** Whether sequences are `[T, B, ...]`. Default false. */
  timeFirst?: boolean;
  /** Whether `x` is read from its end. Outputs are in the order of reading. Default false. */
  goBackwards?: boolean;
}

/**
 * A result: the outputs (`h`) or cell states (`c`) of all time steps, shaped like `x`, or those
 * after the last time step, `[B, H]`.
 */
export type OutputName = 'h' | 'c' | 'lastH' | 'lastC';

/** Tensors by output. What is not computed, or has no gradient, is left out. */
export type Outputs = Partial<Record<OutputName, tf.Tensor>>;

/** What a kernel returns. */
export interface Computed {
  outputs: Outputs;
  /** The tensors that `gradient` needs beside the inputs. */
  saved: tf.Tensor[];
  /**
   * Returns the gradients of the inputs.
   *
   * @param inputs the same as before, or copies of them
   * @param dys the gradients of the outputs
   * @param withX whether to compute that of `x`, the most expensive one
   */
  gradient(
    inputs: KernelInputs,
    saved: readonly tf.Tensor[],
    dys: Outputs,
    withX: boolean,
  ): Partial<Record<WeightName, tf.Tensor>>;
}

/**
 * Computes an LSTM in one call. Records no gradient.
 *
 * @param wanted the outputs to compute
 * @param recording whether `gradient` may be called
 */
export type LstmKernel = (
  inputs: KernelInputs,
  options: KernelOptions,
  wanted: readonly OutputName[],
  recording: boolean,
) => Computed;
