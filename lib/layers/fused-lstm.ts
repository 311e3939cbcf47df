import * as tf from '@tensorflow/tfjs';
import { blockLstm } from './block-lstm';
import { type CompiledOptions, compiledLstm } from './compiled-lstm';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { hasLstmKernel } from './lstm-kernel/load';
import { isNative } from './native-ops';

/**
 * Returns whether an LSTM with tanh can be computed all steps in one call, here and with such gates. Our own kernel also
 * knows hard sigmoid gates, TensorFlow's also peepholes; a full peephole matrix neither.
 */
export function isFusable(inputs: LstmInputs, gates: string): gates is CompiledOptions['gates'] {
  if (!isNative() || inputs.outputPeephole) return false;
  return gates === 'sigmoid' || (gates === 'hardSigmoid' && hasLstmKernel() && !inputs.peepholes);
}

/**
 * Returns what `plainLstm` returns with tanh and such gates, all steps in one call: from our own kernel, and where that
 * could not be compiled, or knows no peepholes, from TensorFlow's.
 *
 * @throws where it is not fusable
 */
export function fusedLstm(inputs: LstmInputs): Required<LstmOutputs>;
export function fusedLstm(inputs: LstmInputs, options: CompiledOptions): LstmOutputs;
export function fusedLstm(
  inputs: LstmInputs,
  options: CompiledOptions = { cells: true, gates: 'sigmoid' },
): LstmOutputs {
  if (!isNative()) throw new Error(`the fused LSTM needs the native backend, not ${tf.getBackend()}`);
  if (!isFusable(inputs, options.gates))
    throw new Error(
      `no fused LSTM has ${inputs.outputPeephole ? 'a full peephole matrix' : `${options.gates} gates`}`,
    );
  return hasLstmKernel() && !inputs.peepholes ? compiledLstm(inputs, options) : blockLstm(inputs);
}
