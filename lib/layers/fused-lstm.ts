import { blockLstm } from './block-lstm';
import { compiledLstm } from './compiled-lstm';
import { chooseKernel, type KernelChoice } from './kernels/choice';
import type { KernelOptions } from './kernels/kernel';
import type { LstmInputs, LstmOutputs } from './lstm-equations';

/** Options of the fused LSTM. */
export interface FusedOptions {
  /** Whether to return the cell states. */
  cells: boolean;
  /** The recurrent activation. */
  gates: KernelOptions['gates'];
}

/**
 * Returns whether one call can compute all time steps of an LSTM with tanh and this recurrent
 * activation on the current backend. Only this library's kernels have the hard sigmoid and
 * recurrent dropout, only TensorFlow's has peepholes. None has a full peephole matrix
 * (`outputPeephole`).
 */
export function isFusable(inputs: LstmInputs, gates: string): gates is FusedOptions['gates'] {
  return choose(inputs, gates).name !== 'ops';
}

/**
 * Computes `plainLstm` with tanh and this recurrent activation, all time steps in one call, by
 * the fastest kernel there is (see `backendInfo`).
 *
 * By default it returns the cell states too, with `sigmoid` gates.
 *
 * @throws when `isFusable` is false, saying why no kernel can
 */
export function fusedLstm(inputs: LstmInputs): Required<LstmOutputs>;
/** The same with options: without `cells`, the cell states are left out. */
export function fusedLstm(inputs: LstmInputs, options: FusedOptions): LstmOutputs;
export function fusedLstm(
  inputs: LstmInputs,
  { cells, gates }: FusedOptions = { cells: true, gates: 'sigmoid' },
): LstmOutputs {
  const { name, kernels, reason } = choose(inputs, gates);
  if (name === 'tensorflow') return blockLstm(inputs);
  if (!kernels) throw new Error(`no kernel computes this LSTM (${reason}): use unrolledLstm or plainLstm`);
  const { peepholes, outputPeephole, ...given } = inputs;
  const wanted = cells ? (['h', 'c'] as const) : (['h'] as const);
  return compiledLstm(kernels.lstm, given, { gates, timeFirst: true }, wanted) as unknown as LstmOutputs;
}

function choose(inputs: LstmInputs, gates: string): KernelChoice {
  const { peepholes, outputPeephole, recurrentMask } = inputs;
  return chooseKernel({
    activation: 'tanh',
    recurrentActivation: gates,
    recurrentDropout: recurrentMask !== undefined,
    peepholes: outputPeephole ? 'output' : peepholes && 'diagonal',
  });
}
