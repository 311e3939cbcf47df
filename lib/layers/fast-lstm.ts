import * as tf from '@tensorflow/tfjs';
import { DropoutMasks } from './dropout-masks';
import { fusedLstm, isFusable } from './fused-lstm';
import { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
import { orthogonal } from './orthogonal';
import { lastOf, pack, packing, unpack } from './packing';
import { derivedSeed } from './seeds';
import { unrolledLstm } from './unrolled-lstm';

/** The configuration of `tf.layers.lstm`, and what is new. The one other default: sigmoid gates, not hard ones. */
export interface FastLstmConfig extends tf.LSTMLayerArgs {
  /** Makes the initial weights and the dropout masks repeatable. */
  seed?: number;
  /**
   * Lets gates see the cell state. `'diagonal'`: each gate its own cell (Gers & Schmidhuber 2000; one more
   * weight, `[3, units]` for the gates i, f, o). `'output'`: the output gate all cells after the step (the
   * Theano tutorial's eq. 5; one more weight, `[units, units]`; runs on plain ops). Both start at 0.
   */
  peepholes?: 'diagonal' | 'output';
}

/**
 * Returns an LSTM layer that takes the place of `tf.layers.lstm`: same configuration, weights, masks and outputs.
 * On the native backend tanh with sigmoid or hard sigmoid gates is computed all steps in one call; everything else, and
 * on every other backend, op by op.
 *
 * Input `[batch, time, input]`; output `[batch, units]`, or `[batch, time, units]` with `returnSequences`, and
 * with `returnState` the last output and cell state, `[batch, units]` each. A masked step changes nothing and
 * costs nothing where it is masked in all rows; a row without any word ends in its initial state.
 *
 * @throws when `stateful` is asked for: pass the returned state as `initialState` instead.
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

/** tfjs' own LSTM cell holds the weights and their configuration; its step is not used. */
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
    keepTo(kernelConstraint, kernel);
    keepTo(recurrentConstraint, recurrentKernel);
    keepTo(biasConstraint, bias);
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
      const { h, c } = this.run(kwargs.training ? this.dropFrom(lstmInputs) : lstmInputs);
      const last = lastOf(h, h0, order);
      const output = this.returnSequences ? unpack(h, h0, order) : last;
      return this.returnState ? [output, last, lastOf(c!, c0, order)] : output;
    });
  }

  /** What the regularisers add to the loss. (tfjs' own recurrent layers forget those of their cell.) */
  override get losses() {
    return this.cell.losses;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { seed, peepholes, kernelInitializer, recurrentInitializer } = this.config;
    const config = super.getConfig();
    if (peepholes) config['peepholes'] = peepholes;
    if (seed === undefined) return config;
    // The other direction of a bidirectional layer is made from this: its initialisers must get their own seeds.
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

  /** One mask a sequence for what is seen of the inputs, and one for what is seen of the previous output. */
  private dropFrom(inputs: LstmInputs): LstmInputs {
    const { dropout, recurrentDropout, units } = this.cell;
    const [, batch, width] = inputs.x.shape;
    const dropped = { ...inputs };
    if (dropout > 0 && dropout < 1) dropped.x = this.masks.drop(inputs.x, dropout, [batch, width]);
    if (recurrentDropout > 0 && recurrentDropout < 1) {
      dropped.recurrentMask = this.masks.draw([batch, units], recurrentDropout) as tf.Tensor2D;
      dropped.recurrentKernel = inputs.recurrentKernel.mul(1 / (1 - recurrentDropout)); // so that means stay
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

/** What tfjs passes to a recurrent layer's `call`. */
interface CallArguments {
  /** `[batch, time]`, 0 where there is no word. */
  mask?: tf.Tensor;
  training?: boolean;
  /** Output and cell state, `[batch, units]` each. */
  initialState?: tf.Tensor[];
  [name: string]: unknown;
}

function seedOf({ seed, goBackwards }: FastLstmConfig, purpose: string): number | undefined {
  return seed === undefined ? undefined : derivedSeed(seed, goBackwards ? `${purpose}, backwards` : purpose);
}

function addWeight(cell: Cell, name: string, shape: number[]): tf.LayerVariable {
  // Protected in tfjs' types, as it is meant to be called from the cell's own class.
  const owner = cell as unknown as {
    addWeight(name: string, shape: number[], dtype: tf.DataType, initializer: Initializer): tf.LayerVariable;
  };
  return owner.addWeight(name, shape, 'float32', tf.initializers.zeros());
}

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** tfjs' optimisers assign to variables behind the layers' backs, which would skip the constraints. */
function keepTo(constraint: Cell['kernelConstraint'] | null, weight: tf.LayerVariable | null): void {
  if (!constraint || !weight) return;
  const variable = weight.read() as tf.Variable;
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => tf.tidy(() => assign(constraint.apply(value)));
}
