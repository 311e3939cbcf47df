import type * as tf from '@tensorflow/tfjs';
import { gateActivations, tanh } from './activations';
import { compiledLayer } from './compiled-layer';
import { plainGru } from './gru-equations';
import {
  GRU,
  type GruKernel,
  type GruKernelInputs,
  type GruOutputName,
  type KernelOptions,
} from './kernels/kernel';

/**
 * Computes a GRU with tanh by a compiled kernel, all time steps in one call, with its gradient.
 *
 * @param wanted which outputs to return
 * @returns the wanted outputs
 * @throws when the shapes do not fit together
 */
export function compiledGru<Wanted extends GruOutputName>(
  kernel: GruKernel,
  inputs: GruKernelInputs,
  options: KernelOptions,
  wanted: readonly Wanted[],
): Record<Wanted, tf.Tensor> {
  const activations = { activation: tanh, recurrentActivation: gateActivations[options.gates] };
  return compiledLayer(GRU, kernel, inputs, options, wanted, (inputs, isStep) => ({
    h: plainGru(inputs, activations, isStep).h,
  }));
}
