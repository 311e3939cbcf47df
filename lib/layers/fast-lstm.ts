import { isNative, tf } from '../backend';
import { fusedLstm, type LstmInputs, type LstmOutputs, plainLstm } from './fused-lstm';
import { lastOf, pack, packing, unpack } from './packing';

/** The configuration of `tf.layers.lstm`. The one default that differs: gates are sigmoid, not hard sigmoid. */
export interface FastLstmConfig extends tf.LSTMLayerArgs {}

/**
 * Returns an LSTM layer that takes the place of `tf.layers.lstm`: same configuration, weights, masks and outputs.
 * On the native backend it runs TensorFlow's fused kernel, elsewhere plain ops.
 *
 * Input `[batch, time, input]`; output `[batch, units]`, or `[batch, time, units]` with `returnSequences`, and
 * with `returnState` the last output and cell state, `[batch, units]` each.
 *
 * @throws when `stateful` is asked for: pass the returned state as `initialState` instead.
 */
export function fastLstm(config: FastLstmConfig): FastLSTM {
  return new FastLSTM(config);
}

type LstmCell = ReturnType<typeof tf.layers.lstmCell>;

export class FastLSTM extends tf.RNN {
  static override className = 'FastLSTM';
  declare readonly cell: LstmCell;

  constructor(config: FastLstmConfig) {
    if (config.stateful)
      throw new Error(
        'fastLstm: stateful is not supported; use returnState and pass the state as initialState',
      );
    super({
      ...config,
      cell: tf.layers.lstmCell({ ...config, recurrentActivation: config.recurrentActivation ?? 'sigmoid' }),
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: CallArguments): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [batch, time] = x.shape;
      const order = packing(batch, time, kwargs.mask?.dataSync(), this.goBackwards);
      const { kernel, recurrentKernel, bias, units } = this.cell;
      const [h0, c0] = kwargs.initialState ?? [tf.zeros([batch, units]), tf.zeros([batch, units])];
      const { h, c } = this.run({
        x: pack(x, order),
        h0: h0 as tf.Tensor2D,
        c0: c0 as tf.Tensor2D,
        kernel: kernel.read() as tf.Tensor2D,
        recurrentKernel: recurrentKernel.read() as tf.Tensor2D,
        bias: (bias?.read() ?? tf.zeros([4 * units])) as tf.Tensor1D,
      });
      const last = lastOf(h, h0 as tf.Tensor2D, order);
      const output = this.returnSequences ? unpack(h, h0 as tf.Tensor2D, order) : last;
      return this.returnState ? [output, last, lastOf(c, c0 as tf.Tensor2D, order)] : output;
    });
  }

  private run(inputs: LstmInputs): LstmOutputs {
    const { activation, recurrentActivation } = this.cell;
    const fusable = activation.getClassName() === 'tanh' && recurrentActivation.getClassName() === 'sigmoid';
    if (fusable && isNative()) return fusedLstm(inputs);
    return plainLstm(inputs, {
      activation: (z) => activation.apply(z),
      recurrentActivation: (z) => recurrentActivation.apply(z),
    });
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}

tf.serialization.registerClass(FastLSTM);

interface CallArguments {
  mask?: tf.Tensor;
  training?: boolean;
  initialState?: tf.Tensor[];
  [name: string]: unknown;
}
