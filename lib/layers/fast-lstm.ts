/**
 * The LSTM layer. `lstm-equations.ts` says what it computes. Four files compute it, and all give
 * the same outputs: `compiled-lstm.ts` by a compiled kernel, native or WebAssembly; `fused-lstm.ts`
 * by TensorFlow's BlockLSTM operation (`block-lstm.ts`); `unrolled-lstm.ts` and `plainLstm` by
 * tfjs' operations, one time step after the other.
 */
import * as tf from '@tensorflow/tfjs';
import { differentiable, isGateActivation } from './activations';
import { addWeight } from './cell-weights';
import { compiledLstm } from './compiled-lstm';
import { fusedLstm, isFusable } from './fused-lstm';
import { chooseKernel } from './kernels/choice';
import type { LstmOutputName } from './kernels/kernel';
import { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
import { type Packing, stepsOfRows } from './packing';
import { initializersOf, type RecurrentConfig } from './recurrent-config';
import { type Batch, type Outputs, type Packed, RecurrentLayer } from './recurrent-layer';
import { unrolledLstm } from './unrolled-lstm';

/**
 * The configuration of `tf.layers.lstm`, with the same defaults, and additions. As there, the
 * gates' activation, `recurrentActivation`, is `hardSigmoid` by default; that of Keras since 2.3
 * is `sigmoid`.
 */
export interface FastLstmConfig extends tf.LSTMLayerArgs, RecurrentConfig {
  /**
   * Peephole connections from the cell state to the gates; their weights start at 0. `'diagonal'`:
   * from each cell to its own gates i, f and o (Gers & Schmidhuber 2000), weights `[3, units]`.
   * `'output'`: from all cells after the time step to the output gate (the Theano tutorial's eq.
   * 5), weights `[units, units]`; no fused kernel computes it. Default: none.
   */
  peepholes?: 'diagonal' | 'output';
}

/**
 * Returns a faster `tf.layers.lstm`, with the same configuration, weights, masks
 * and outputs. One call of a kernel computes all time steps, if the activation is tanh and the
 * recurrent activation sigmoid or hard sigmoid, on every backend but WebGPU. Else it runs op by op.
 * `backendInfo` says what computes it.
 *
 * Input: `[batch, time, input]`. Output: `[batch, units]`, or `[batch, time, units]` with
 * `returnSequences`. With `returnState` also the last output and cell state, `[batch, units]`
 * each. A masked time step leaves the state unchanged. Time steps after the longest row are not
 * computed. A fully masked row returns its initial state.
 *
 * A gradient of the gradient, as in a gradient penalty, is computed op by op.
 *
 * @throws when called with a mask or initial state whose shape does not fit the input; when a
 *   gradient is differentiated and the activations have no right second derivative in tfjs
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { fastLstm } from 'tfjs-fast-lstm';
 *
 * const lstm = fastLstm({ units: 64 });
 * const outputs = lstm.apply(tf.zeros([2, 7, 50])) as tf.Tensor; // batch 2, 7 time steps
 * outputs.shape; // => [ 2, 64 ]
 * lstm.countParams(); // => 29440
 * ```
 */
export function fastLstm(config: FastLstmConfig): FastLSTM {
  return new FastLSTM(config);
}

/** The layer that `fastLstm` returns. Its weights have the shapes of `tf.layers.lstm`. */
export class FastLSTM extends RecurrentLayer<FastLstmConfig> {
  static override className = 'FastLSTM';
  declare readonly cell: ReturnType<typeof tf.layers.lstmCell>;
  private peephole?: tf.LayerVariable;

  constructor(config: FastLstmConfig) {
    const cell = tf.layers.lstmCell({
      ...config,
      ...initializersOf(config),
    });
    super(config, cell, 4);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    const { units, peepholes } = this.config;
    if (peepholes)
      this.peephole = addWeight(this.cell, 'peepholes', [peepholes === 'diagonal' ? 3 : units, units]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { peepholes } = this.config;
    return Object.assign(super.getConfig(), peepholes && { peepholes });
  }

  /** @hidden */
  protected override runKernel(batch: Batch, withStates: boolean): Outputs | undefined {
    const { activation, recurrentActivation } = this.cell;
    const gates = recurrentActivation.getClassName();
    const { kernels } = chooseKernel({
      activation: activation.getClassName(),
      recurrentActivation: gates,
      recurrentDropout: batch.recurrentMask !== undefined,
      peepholes: this.config.peepholes,
    });
    if (!kernels || !isGateActivation(gates)) return undefined;
    const wanted: LstmOutputName[] = this.returnSequences ? ['h'] : [];
    if (withStates || !this.returnSequences) wanted.push('lastH');
    if (withStates) wanted.push('lastC');
    const { x, mask } = batch;
    const { peepholes, outputPeephole, ...inputs } = { ...this.inputsOf(batch), x, mask };
    const { h, lastH, lastC } = compiledLstm(
      kernels.lstm,
      inputs,
      { gates, goBackwards: this.goBackwards },
      wanted,
    ) as Partial<Record<LstmOutputName, tf.Tensor>>;
    return {
      sequence: h as tf.Tensor3D | undefined,
      lasts: [lastH, lastC].filter((state) => state !== undefined) as tf.Tensor2D[],
    };
  }

  /** @hidden */
  protected override run(batch: Packed): tf.Tensor3D[] {
    const { h, c } = this.compute(this.inputsOf(batch), batch.packed, batch.withStates);
    return batch.withStates ? [h, c!] : [h];
  }

  private inputsOf({ x, initial, recurrentMask }: Omit<Batch, 'mask'>): LstmInputs {
    const [h0, c0] = initial as [tf.Tensor2D, tf.Tensor2D];
    const inputs = { x, h0, c0, ...this.readWeights() };
    if (!recurrentMask) return inputs;
    const { mask, scale } = recurrentMask;
    return { ...inputs, recurrentMask: mask, recurrentKernel: inputs.recurrentKernel.mul(scale) };
  }

  private readWeights(): Pick<
    LstmInputs,
    'kernel' | 'recurrentKernel' | 'bias' | 'peepholes' | 'outputPeephole'
  > {
    const { kernel, recurrentKernel, bias, units } = this.cell;
    const peephole = this.peephole?.read() as tf.Tensor2D | undefined;
    return {
      kernel: kernel.read() as tf.Tensor2D,
      recurrentKernel: recurrentKernel.read() as tf.Tensor2D,
      bias: (bias?.read() ?? tf.zeros([4 * units])) as tf.Tensor1D,
      [this.config.peepholes === 'output' ? 'outputPeephole' : 'peepholes']: peephole,
    };
  }

  private compute(inputs: LstmInputs, packed: Packing, cells: boolean): LstmOutputs {
    const { activation, recurrentActivation } = this.cell;
    const gates = recurrentActivation.getClassName();
    if (activation.getClassName() === 'tanh') {
      if (isFusable(inputs, gates)) return fusedLstm(inputs, { cells, gates });
      if (isGateActivation(gates)) return unrolledLstm(inputs, { gates });
    }
    const activations = {
      activation: differentiable(activation),
      recurrentActivation: differentiable(recurrentActivation),
    };
    // Other activations may grow without bound after the end of a row.
    return plainLstm(inputs, activations, stepsOfRows(packed));
  }
}

tf.serialization.registerClass(FastLSTM);
