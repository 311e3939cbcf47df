import * as tf from '@tensorflow/tfjs';
import { differentiable, isGateActivation } from './activations';
import { addWeight, enforce } from './cell-weights';
import { compiledGru } from './compiled-gru';
import { type GruInputs, plainGru } from './gru-equations';
import { chooseKernel } from './kernels/choice';
import type { GruOutputName } from './kernels/kernel';
import { stepsOfRows } from './packing';
import { initializersOf, type RecurrentConfig } from './recurrent-config';
import { type Batch, type Outputs, type Packed, RecurrentLayer } from './recurrent-layer';
import { unrolledGru } from './unrolled-gru';

/**
 * The configuration of `tf.layers.gru`, with the same defaults, and additions. As there, the
 * gates' activation, `recurrentActivation`, is `hardSigmoid` by default; that of Keras since 2.3
 * is `sigmoid`.
 */
export interface FastGruConfig extends tf.GRULayerArgs, RecurrentConfig {
  /**
   * Whether the reset gate applies after the product with the recurrent kernel, as in PyTorch and
   * by default in Keras since 2.3. The bias then is `[2, 3 units]`: of the input, and of the
   * previous output. Default false, the only value that `tf.layers.gru` has.
   */
  resetAfter?: boolean;
}

/**
 * Returns a faster `tf.layers.gru`, with the same configuration, weights, masks and outputs, and
 * with Keras' `resetAfter`. One call of a kernel computes all time steps, if the activation is tanh
 * and the recurrent activation sigmoid or hard sigmoid, on every backend but WebGPU. Else it runs
 * op by op.
 *
 * Input: `[batch, time, input]`. Output: `[batch, units]`, or `[batch, time, units]` with
 * `returnSequences`. With `returnState` also the last output, `[batch, units]`. A masked time step
 * leaves the state unchanged. Time steps after the longest row are not computed. A fully masked
 * row returns its initial state.
 *
 * A gradient of the gradient, as in a gradient penalty, is computed op by op.
 *
 * @throws when called with a mask or initial state whose shape does not fit the input; when a
 *   gradient is differentiated and the activations have no right second derivative in tfjs
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { fastGru } from 'tfjs-fast-lstm';
 *
 * const gru = fastGru({ units: 64, resetAfter: true });
 * const outputs = gru.apply(tf.zeros([2, 7, 50])) as tf.Tensor; // batch 2, 7 time steps
 * outputs.shape; // => [ 2, 64 ]
 * gru.countParams(); // => 22272
 * ```
 */
export function fastGru(config: FastGruConfig): FastGRU {
  return new FastGRU(config);
}

/** The layer that `fastGru` returns. Its weights have the shapes of `tf.layers.gru`, or Keras'. */
export class FastGRU extends RecurrentLayer<FastGruConfig> {
  static override className = 'FastGRU';
  declare readonly cell: ReturnType<typeof tf.layers.gruCell>;
  /** The bias with `resetAfter`, `[2, 3 units]`, which the cell of tfjs does not have. */
  private bothBiases?: tf.LayerVariable;

  constructor(config: FastGruConfig) {
    const cell = tf.layers.gruCell({
      ...config,
      resetAfter: false,
      useBias: !config.resetAfter && config.useBias !== false,
      ...initializersOf(config),
    });
    super(config, cell, 3);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    const { resetAfter, useBias = true, units } = this.config;
    if (!resetAfter || !useBias) return;
    const { biasInitializer, biasRegularizer, biasConstraint } = this.cell;
    this.bothBiases = addWeight(this.cell, 'bias', [2, 3 * units], {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: biasConstraint,
    });
    enforce(biasConstraint, this.bothBiases);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { resetAfter = false, useBias = true } = this.config;
    return Object.assign(super.getConfig(), { resetAfter, useBias });
  }

  /** @hidden */
  protected override runKernel(batch: Batch): Outputs | undefined {
    const { activation, recurrentActivation } = this.cell;
    const gates = recurrentActivation.getClassName();
    const { kernels } = chooseKernel({
      layer: 'gru',
      activation: activation.getClassName(),
      recurrentActivation: gates,
    });
    if (!kernels || !isGateActivation(gates)) return undefined;
    const wanted: GruOutputName[] = this.returnSequences ? ['h', 'lastH'] : ['lastH'];
    const inputs = { ...this.inputsOf(batch), mask: batch.mask };
    const { h, lastH } = compiledGru(kernels.gru, inputs, { gates, goBackwards: this.goBackwards }, wanted);
    return { sequence: h as tf.Tensor3D | undefined, lasts: [lastH as tf.Tensor2D] };
  }

  /** @hidden */
  protected override run(batch: Packed): tf.Tensor3D[] {
    const { activation, recurrentActivation } = this.cell;
    const gates = recurrentActivation.getClassName();
    const inputs = this.inputsOf(batch);
    if (activation.getClassName() === 'tanh' && isGateActivation(gates))
      return [unrolledGru(inputs, { gates }).h];
    const activations = {
      activation: differentiable(activation),
      recurrentActivation: differentiable(recurrentActivation),
    };
    // Other activations may grow without bound after the end of a row.
    return [plainGru(inputs, activations, stepsOfRows(batch.packed)).h];
  }

  private inputsOf({ x, initial, recurrentMask }: Omit<Batch, 'mask'>): GruInputs {
    const inputs: GruInputs = { x, h0: initial[0]!, ...this.readWeights() };
    // Scaled here, since the update gate keeps the masked output too.
    if (recurrentMask) inputs.recurrentMask = recurrentMask.mask.mul<tf.Tensor2D>(recurrentMask.scale);
    return inputs;
  }

  private readWeights(): Pick<GruInputs, 'kernel' | 'recurrentKernel' | 'bias' | 'recurrentBias'> {
    const { kernel, recurrentKernel, bias, units } = this.cell;
    const none = () => tf.zeros<tf.Rank.R1>([3 * units]);
    const [ofInput, ofOutput] = this.bothBiases ? tf.unstack(this.bothBiases.read()) : [bias?.read()];
    return {
      kernel: kernel.read() as tf.Tensor2D,
      recurrentKernel: recurrentKernel.read() as tf.Tensor2D,
      bias: (ofInput ?? none()) as tf.Tensor1D,
      ...(this.config.resetAfter && { recurrentBias: (ofOutput ?? none()) as tf.Tensor1D }),
    };
  }
}

tf.serialization.registerClass(FastGRU);
