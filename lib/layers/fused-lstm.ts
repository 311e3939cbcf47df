import { isNative, tf } from '../backend';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { nativeOp, withInt64 } from './native-ops';

/**
 * Returns what `plainLstm` returns with tanh and sigmoid, from TensorFlow's fused kernel: all steps in one call,
 * all gradients in another. `peepholes` are supported, `outputPeephole` and `recurrentMask` are not.
 *
 * @throws where the backend is not TensorFlow's native library.
 */
export function fusedLstm({ x, h0, c0, kernel, recurrentKernel, bias, peepholes }: LstmInputs): LstmOutputs {
  if (!isNative()) throw new Error(`the fused LSTM needs the native backend, not ${tf.getBackend()}`);
  const inputs = {
    x,
    c0,
    h0,
    w: tf.concat([kernel, recurrentKernel], 0), // (I + H, 4H)
    p: peepholes ?? tf.zeros([3, h0.shape[1]]),
    b: bias,
  };
  const outputs = tf.engine().runKernel(BLOCK_LSTM, inputs, { peephole: peepholes !== undefined });
  const [, c, , , , , h] = outputs as Outputs;
  return { h, c };
}

const BLOCK_LSTM = 'BlockLSTM';

type Inputs = [x: tf.Tensor, c0: tf.Tensor, h0: tf.Tensor, w: tf.Tensor, p: tf.Tensor, b: tf.Tensor];

/** i, c, f, o, g, tanh(c), h: `[time, batch, units]` each. */
type Outputs = [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];

tf.registerKernel({
  kernelName: BLOCK_LSTM,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs }) =>
    tf.tidy(() => {
      const { x, c0, h0, w, p, b } = inputs as Record<'x' | 'c0' | 'h0' | 'w' | 'p' | 'b', tf.Tensor>;
      return withInt64(x.shape[0]!, (time) =>
        nativeOp(
          'BlockLSTMV2',
          { T: 'float32', cell_clip: 0, use_peephole: attrs!['peephole'] as boolean },
          [time, x, c0, h0, w, ...tf.unstack(p), b],
          7,
        ),
      );
    }),
});

tf.registerGradient({
  kernelName: BLOCK_LSTM,
  inputsToSave: ['x', 'c0', 'h0', 'w', 'p', 'b'],
  outputsToSave: [true, true, true, true, true, true, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, c0, h0, w, p, b] = saved as Inputs;
    const [, dc, , , , , dh] = dys as Outputs;
    const gradients = withInt64(x.shape[0]!, (time) =>
      nativeOp(
        'BlockLSTMGradV2',
        { T: 'float32', use_peephole: attrs['peephole'] as boolean },
        [time, x, c0, h0, w, ...tf.unstack(p), b, ...saved.slice(6), dc, dh],
        8,
      ),
    );
    const [dx, dc0, dh0, dw] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return {
      x: () => dx,
      c0: () => dc0,
      h0: () => dh0,
      w: () => dw,
      p: () => tf.stack(gradients.slice(4, 7)),
      b: () => gradients[7]!,
    };
  },
});
