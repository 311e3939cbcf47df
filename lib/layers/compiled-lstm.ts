import type * as tf from '@tensorflow/tfjs';
import { gateActivations, tanh } from './activations';
import { compiledLayer } from './compiled-layer';
import {
  type KernelOptions,
  LSTM,
  type LstmKernel,
  type LstmKernelInputs,
  type LstmOutputName,
} from './kernels/kernel';
import { plainLstm } from './lstm-equations';

/**
 * Computes an LSTM with tanh by a compiled kernel, all time steps in one call, with its gradient.
 *
 * @param wanted which outputs to return
 * @returns the wanted outputs
 * @throws when the shapes do not fit together
 */
export function compiledLstm<Wanted extends LstmOutputName>(
  kernel: LstmKernel,
  inputs: LstmKernelInputs,
  options: KernelOptions,
  wanted: readonly Wanted[],
): Record<Wanted, tf.Tensor> {
  const activations = { activation: tanh, recurrentActivation: gateActivations[options.gates] };
  return compiledLayer(LSTM, kernel, inputs, options, wanted, (inputs, isStep) =>
    plainLstm(inputs, activations, isStep),
  );
}
