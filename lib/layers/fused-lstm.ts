/**
 * The LSTM's equations, twice: `plainLstm` writes them down, `fusedLstm` hands them to one TensorFlow kernel.
 */
import { isNative, tf } from '../backend';
import { nativeOp, withInt64 } from './native-ops';

export interface LstmInputs {
  /** The sequences, time first: `[time, batch, input]`. */
  x: tf.Tensor3D;
  /** The output before the first step, `[batch, units]`. */
  h0: tf.Tensor2D;
  /** The cell state before the first step, `[batch, units]`. */
  c0: tf.Tensor2D;
  /** What the gates see of the input, `[input, 4 units]`, gates in the order i, f, g, o. */
  kernel: tf.Tensor2D;
  /** What the gates see of the previous output, `[units, 4 units]`. */
  recurrentKernel: tf.Tensor2D;
  /** `[4 units]`. */
  bias: tf.Tensor1D;
}

export interface LstmOutputs {
  /** The output after each step, `[time, batch, units]`. */
  h: tf.Tensor3D;
  /** The cell state after each step, `[time, batch, units]`. */
  c: tf.Tensor3D;
}

export interface Activations {
  /** Squashes what is written into the cell and what is read from it: tanh, as a rule. */
  activation: (z: tf.Tensor) => tf.Tensor;
  /** Squashes the gates: sigmoid, as a rule. */
  recurrentActivation: (z: tf.Tensor) => tf.Tensor;
}

/**
 * Returns every step of an LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000),
 * computed op by op: on any backend, with any activations, differentiable.
 */
export function plainLstm(
  { x, h0, c0, kernel, recurrentKernel, bias }: LstmInputs,
  { activation, recurrentActivation }: Activations = { activation: tf.tanh, recurrentActivation: tf.sigmoid },
): LstmOutputs {
  const [T, B, I] = x.shape;
  const zx = x
    .reshape<tf.Tensor2D>([T * B, I])
    .matMul(kernel)
    .add(bias)
    .reshape([T, B, -1]); // (T, B, 4H)
  let [h, c]: tf.Tensor[] = [h0, c0];
  const hs: tf.Tensor[] = [];
  const cs: tf.Tensor[] = [];
  const steps = T === 1 ? [zx.squeeze([0])] : tf.unstack(zx); // tfjs cannot differentiate unstack into one
  for (const zxt of steps) {
    const z = zxt.add(tf.matMul(h as tf.Tensor2D, recurrentKernel)); // (B, 4H)
    const [i, f, g, o] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]; // (B, H) each
    c = recurrentActivation(f)
      .mul(c!)
      .add(recurrentActivation(i).mul(activation(g)));
    h = recurrentActivation(o).mul(activation(c));
    hs.push(h);
    cs.push(c);
  }
  return { h: tf.stack(hs) as tf.Tensor3D, c: tf.stack(cs) as tf.Tensor3D }; // (T, B, H) both
}

/**
 * Returns what `plainLstm` returns with tanh and sigmoid, from TensorFlow's fused kernel: all steps in one call.
 *
 * @throws where the backend is not TensorFlow's native library.
 */
export function fusedLstm({ x, h0, c0, kernel, recurrentKernel, bias }: LstmInputs): LstmOutputs {
  if (!isNative()) throw new Error(`the fused LSTM needs the native backend, not ${tf.getBackend()}`);
  const w = tf.concat([kernel, recurrentKernel], 0); // (I + H, 4H)
  const outputs = tf.engine().runKernel(BLOCK_LSTM, { x, c0, h0, w, b: bias }) as tf.Tensor3D[];
  return { h: outputs[6]!, c: outputs[1]! };
}

const BLOCK_LSTM = 'BlockLSTM';

/** Outputs of the kernel, all `[time, batch, units]`: i, c, f, o, g, tanh(c), h. */
const OUTPUTS = 7;

tf.registerKernel({
  kernelName: BLOCK_LSTM,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs }) => {
    const { x, c0, h0, w, b } = inputs as Record<'x' | 'c0' | 'h0' | 'w' | 'b', tf.Tensor>;
    const peephole = tf.zeros([h0.shape[1]!]);
    const outputs = withInt64(x.shape[0]!, (time) =>
      nativeOp(
        'BlockLSTMV2',
        { T: 'float32', cell_clip: 0, use_peephole: false },
        [time, x, c0, h0, w, peephole, peephole, peephole, b],
        OUTPUTS,
      ),
    );
    peephole.dispose();
    return outputs;
  },
});

tf.registerGradient({
  kernelName: BLOCK_LSTM,
  inputsToSave: ['x', 'c0', 'h0', 'w', 'b'],
  outputsToSave: Array<boolean>(OUTPUTS).fill(true),
  gradFunc: (dys, saved) => {
    const [x, c0, h0, w, b, ...outputs] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [dc, dh] = [(dys as tf.Tensor[])[1]!, (dys as tf.Tensor[])[6]!];
    const peephole = tf.zeros([h0.shape[1]!]);
    const [dx, dc0, dh0, dw, , , , db] = withInt64(x.shape[0]!, (time) =>
      nativeOp(
        'BlockLSTMGradV2',
        { T: 'float32', use_peephole: false },
        [time, x, c0, h0, w, peephole, peephole, peephole, b, ...outputs, dc, dh],
        8,
      ),
    ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return { x: () => dx, c0: () => dc0, h0: () => dh0, w: () => dw, b: () => db };
  },
});
