import { isNative, tf } from '../backend';
import { blockLstm } from './block-lstm';
import { compiledLstm } from './compiled-lstm';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { hasLstmKernel } from './lstm-kernel/load';

/**
 * Returns what `plainLstm` returns with tanh and sigmoid, all steps in one call: from our own kernel, and where that could
 * not be compiled, or cannot do what is asked for, from TensorFlow's. Neither knows `outputPeephole`.
 *
 * @throws where the backend is not TensorFlow's native library.
 */
export function fusedLstm(inputs: LstmInputs): Required<LstmOutputs>;
/** @param cells whether the cell states are wanted: without them it is a little faster */
export function fusedLstm(inputs: LstmInputs, cells: boolean): LstmOutputs;
export function fusedLstm(inputs: LstmInputs, cells = true): LstmOutputs {
  if (!isNative()) throw new Error(`the fused LSTM needs the native backend, not ${tf.getBackend()}`);
  return hasLstmKernel() && !inputs.peepholes ? compiledLstm(inputs, cells) : blockLstm(inputs);
}
