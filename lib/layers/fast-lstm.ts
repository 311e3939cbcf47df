import * as tf from '@tensorflow/tfjs';
import { DropoutMasks } from './dropout-masks';
import { fusedLstm, isFusable } from './fused-lstm';
import { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
import { orthogonal } from './orthogonal';
import { lastOf, pack, packing, unpack } from './packing';
import { derivedSeed } from './seeds';
import { unrolledLstm } from './unrolled-lstm';

/**
 * The configuration of `tf.layers.lstm` with additions. One default differs: `recurrentActivation`
 * is `sigmoid`, not `hardSigmoid`.
 */
export interface FastLstmConfig extends tf.LSTMLayerArgs {
  /** Makes the initial weights and the dropout masks reproducible. Default: random. */
  seed?: number;
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
 * and outputs. On the native backend one call computes all time steps, if the activation is tanh
 * and the recurrent activation sigmoid or hard sigmoid. Other activations and other backends run
 * op by op.
 *
 * Input: `[batch, time, input]`. Output: `[batch, units]`, or `[batch, time, units]` with
 * `returnSequences`. With `returnState` also the last output and cell state, `[batch, units]`
 * each. A masked time step leaves the state unchanged. Time steps after the longest row are not
 * computed. A fully masked row returns its initial state.
 *
 * @throws for `stateful: true`: pass the returned state as `initialState` instead
 *
 * @example
 * ```ts
 * import { fastLstm, ready, tf } from 'sentiment-lab';
 *
 * await ready();
 * const lstm = fastLstm({ units: 64 });
 * const outputs = lstm.apply(tf.zeros([2, 7, 50])) as tf.Tensor; // batch 2, 7 time steps
 * outputs.shape; // => [ 2, 64 ]
 * lstm.countParams(); // => 29440
 * ```
 */
export function fastLstm(config: FastLstmConfig): FastLSTM {
  return new FastLSTM(config);
}

/** The LSTM cell of tfjs holds the weights and their configuration. Its `call` is not used. */
type Cell = ReturnType<typeof tf.layers.lstmCell>;

/** The layer that `fastLstm` returns. Its weights have the shapes of `tf.layers.lstm`. */
export class FastLSTM extends tf.RNN {
  static override className = 'FastLSTM';
  declare readonly cell: Cell;
  readonly masks: DropoutMasks;
  private readonly config: FastLstmConfig;
  private peephole?: tf.LayerVariable;

  constructor(config: FastLstmConfig) {
    if (config.stateful)
      throw new Error('fastLstm: stateful is not supported; use returnState and pass it on as initialState');
    const cell = tf.layers.lstmCell({
      ...config,
      recurrentActivation: config.recurrentActivation ?? 'sigmoid',
      kernelInitializer:
        config.kernelInitializer ?? tf.initializers.glorotNormal({ seed: seedOf(config, 'kernel') }),
      recurrentInitializer:
        config.recurrentInitializer ?? orthogonal({ seed: seedOf(config, 'recurrent kernel') }),
    });
    super({ ...config, cell });
    this.config = config;
    this.masks = new DropoutMasks(seedOf(config, 'dropout'));
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    const { units, peepholes } = this.config;
    if (peepholes)
      this.peephole = addWeight(this.cell, 'peepholes', [peepholes === 'diagonal' ? 3 : units, units]);
    const { kernel, recurrentKernel, bias, kernelConstraint, recurrentConstraint, biasConstraint } =
      this.cell;
    enforce(kernelConstraint, kernel);
    enforce(recurrentConstraint, recurrentKernel);
    enforce(biasConstraint, bias);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: CallArguments): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor3D;
      const [batch, time] = x.shape;
      const { units } = this.cell;
      const order = packing(batch, time, kwargs.mask?.dataSync(), this.goBackwards);
      const initial = kwargs.initialState ?? [tf.zeros([batch, units]), tf.zeros([batch, units])];
      const [h0, c0] = initial as [tf.Tensor2D, tf.Tensor2D];
      const lstmInputs: LstmInputs = { x: pack(x, order), h0, c0, ...this.readWeights() };
      const { h, c } = this.run(kwargs.training ? this.applyDropout(lstmInputs) : lstmInputs);
      const last = lastOf(h, h0, order);
      const output = this.returnSequences ? unpack(h, h0, order) : last;
      return this.returnState ? [output, last, lastOf(c!, c0, order)] : output;
    });
  }

  /** The regularization losses of the cell, which recurrent layers of tfjs ignore. */
  override get losses() {
    return this.cell.losses;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { seed, peepholes, kernelInitializer, recurrentInitializer } = this.config;
    const config = super.getConfig();
    if (peepholes) config['peepholes'] = peepholes;
    if (seed === undefined) return config;
    // A bidirectional layer makes its other direction from this configuration. Without the
    // initializers that direction derives seeds of its own.
    if (!kernelInitializer) delete config['kernelInitializer'];
    if (!recurrentInitializer) delete config['recurrentInitializer'];
    return { ...config, seed };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
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

  /** Applies dropout: one mask per sequence for the inputs, and one for the previous outputs. */
  private applyDropout(inputs: LstmInputs): LstmInputs {
    const { dropout, recurrentDropout, units } = this.cell;
    const [, batch, width] = inputs.x.shape;
    const dropped = { ...inputs };
    if (dropout > 0 && dropout < 1) dropped.x = this.masks.drop(inputs.x, dropout, [batch, width]);
    if (recurrentDropout > 0 && recurrentDropout < 1) {
      dropped.recurrentMask = this.masks.draw([batch, units], recurrentDropout) as tf.Tensor2D;
      const scale = 1 / (1 - recurrentDropout); // keeps the mean
      dropped.recurrentKernel = inputs.recurrentKernel.mul(scale);
    }
    return dropped;
  }

  private run(inputs: LstmInputs): LstmOutputs {
    const { activation, recurrentActivation } = this.cell;
    const gates = recurrentActivation.getClassName();
    if (activation.getClassName() === 'tanh') {
      if (isFusable(inputs, gates)) return fusedLstm(inputs, { cells: this.returnState, gates });
      if (gates === 'sigmoid') return unrolledLstm(inputs);
    }
    return plainLstm(inputs, {
      activation: (z) => activation.apply(z),
      recurrentActivation: (z) => recurrentActivation.apply(z),
    });
  }
}

tf.serialization.registerClass(FastLSTM);

/** The arguments that tfjs passes to the `call` of a recurrent layer. */
interface CallArguments {
  /** `[batch, time]`, 0 at padding. */
  mask?: tf.Tensor;
  training?: boolean;
  /** Initial output and cell state, `[batch, units]` each. Default zeros. */
  initialState?: tf.Tensor[];
  [name: string]: unknown;
}

function seedOf({ seed, goBackwards }: FastLstmConfig, purpose: string): number | undefined {
  return seed === undefined ? undefined : derivedSeed(seed, goBackwards ? `${purpose}, backwards` : purpose);
}

function addWeight(cell: Cell, name: string, shape: number[]): tf.LayerVariable {
  // `addWeight` is protected in tfjs' types.
  const owner = cell as unknown as {
    addWeight(name: string, shape: number[], dtype: tf.DataType, initializer: Initializer): tf.LayerVariable;
  };
  return owner.addWeight(name, shape, 'float32', tf.initializers.zeros());
}

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Applies a constraint on every assignment: the optimizers of tfjs bypass the layer's own. */
function enforce(constraint: Cell['kernelConstraint'] | null, weight: tf.LayerVariable | null): void {
  if (!constraint || !weight) return;
  const variable = weight.read() as tf.Variable;
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => tf.tidy(() => assign(constraint.apply(value)));
}
