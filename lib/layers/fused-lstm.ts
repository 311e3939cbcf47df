import * as tf from '@tensorflow/tfjs';
import { blockLstm } from './block-lstm';
import { type CompiledOptions, compiledLstm } from './compiled-lstm';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { hasLstmKernel } from './lstm-kernel/load';
import { isNative } from './native-ops';

/**
 * Returns whether one call can compute all time steps of an LSTM with tanh and this recurrent
 * activation on the current backend. Only this library's kernel has the hard sigmoid and recurrent
 * dropout, only TensorFlow's has peepholes. Neither has a full peephole matrix (`outputPeephole`).
 */
export function isFusable(inputs: LstmInputs, gates: string): gates is CompiledOptions['gates'] {
  if (!isNative() || inputs.outputPeephole) return false;
  const compiled = hasLstmKernel() && !inputs.peepholes;
  if (gates === 'hardSigmoid') return compiled;
  return gates === 'sigmoid' && (compiled || !inputs.recurrentMask);
}

/**
 * Computes `plainLstm` with tanh and this recurrent activation, all time steps in one call, by
 * this library's kernel. TensorFlow's kernels take its place where it was not compiled, and for
 * peepholes.
 *
 * By default it returns the cell states too, with `sigmoid` gates.
 *
 * @throws when `isFusable` is false, naming the backend or the part that no kernel has
 */
export function fusedLstm(inputs: LstmInputs): Required<LstmOutputs>;
/** The same with options: without `cells`, the cell states are left out. */
export function fusedLstm(inputs: LstmInputs, options: CompiledOptions): LstmOutputs;
export function fusedLstm(
  inputs: LstmInputs,
  options: CompiledOptions = { cells: true, gates: 'sigmoid' },
): LstmOutputs {
  if (!isNative()) throw new Error(`the fused LSTM needs the native backend, not ${tf.getBackend()}`);
  if (!isFusable(inputs, options.gates))
    throw new Error(`no fused LSTM has ${unsupportedPart(inputs, options)}: use unrolledLstm or plainLstm`);
  return hasLstmKernel() && !inputs.peepholes ? compiledLstm(inputs, options) : blockLstm(inputs);
}

function unsupportedPart(inputs: LstmInputs, { gates }: CompiledOptions): string {
  if (inputs.outputPeephole) return 'a full peephole matrix';
  const part = gates === 'sigmoid' ? 'recurrent dropout' : `${gates} gates`;
  return `${part} ${inputs.peepholes ? 'with peepholes' : 'without the compiled kernel'}`;
}
