import { isNative, tf } from '../backend';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { nativeOp } from './native-ops';

/**
 * Returns what `plainLstm` returns with tanh, sigmoid and a `recurrentMask`, from TensorFlow's kernel for one
 * step, called for each: the kernel for all steps cannot drop what the gates see of the previous output.
 * Neither `peepholes` nor `outputPeephole` are supported.
 *
 * @throws where the backend is not TensorFlow's native library.
 */
export function steppedLstm(inputs: LstmInputs & { recurrentMask: tf.Tensor2D }): LstmOutputs {
  if (!isNative()) throw new Error(`the stepped LSTM needs the native backend, not ${tf.getBackend()}`);
  const { x, h0, c0, kernel, recurrentKernel, bias, recurrentMask } = inputs;
  const [k, r, b] = [kernel, recurrentKernel, bias].map(swapMiddleGates);
  const outputs = tf.engine().runKernel(STEPPED_LSTM, { x, h0, c0, k: k!, r: r!, b: b!, m: recurrentMask });
  const [, c, , , , , h] = outputs as tf.Tensor3D[];
  return { h: h!, c: c! };
}

/** Gates i, f, g, o -> i, g, f, o and back: the kernel for one step has its own order. */
function swapMiddleGates(weights: tf.Tensor): tf.Tensor {
  const axis = weights.rank - 1;
  const [i, f, g, o] = tf.split(weights, 4, axis) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.concat([i, g, f, o], axis);
}

const STEPPED_LSTM = 'SteppedLSTM';

tf.registerKernel({
  kernelName: STEPPED_LSTM,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs }) =>
    tf.tidy(() => {
      const { x, h0, c0, k, r, b, m } = inputs as Record<
        'x' | 'h0' | 'c0' | 'k' | 'r' | 'b' | 'm',
        tf.Tensor
      >;
      const w = tf.concat([k, r], 0); // (I + H, 4H)
      const none = tf.zeros([h0.shape[1]!]);
      let [h, c] = [h0, c0];
      const steps = tf.unstack(x).map((xt) => {
        const outputs = nativeOp(
          'LSTMBlockCell',
          { T: 'float32', forget_bias: 0, cell_clip: -1, use_peephole: false },
          [xt, c, h.mul(m), w, none, none, none, b],
          7,
        );
        [, c, , , , , h] = outputs as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        return outputs;
      });
      return Array.from({ length: 7 }, (_, n) => tf.stack(steps.map((outputs) => outputs[n]!))); // (T, B, H) each
    }),
});

tf.registerGradient({
  kernelName: STEPPED_LSTM,
  inputsToSave: ['x', 'h0', 'c0', 'k', 'r', 'b', 'm'],
  outputsToSave: [true, true, true, true, true, true, true],
  gradFunc: (dys, saved) => {
    const [x, h0, c0, k, r, b, m] = saved as [
      tf.Tensor3D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
    ];
    const [i, c, f, o, g, tanhC] = saved.slice(7, 13).map((output) => tf.unstack(output)) as [
      tf.Tensor[],
      tf.Tensor[],
      tf.Tensor[],
      tf.Tensor[],
      tf.Tensor[],
      tf.Tensor[],
    ];
    const [dcs, dhs] = [tf.unstack((dys as tf.Tensor[])[1]!), tf.unstack((dys as tf.Tensor[])[6]!)];
    const w = tf.concat([k, r], 0);
    const none = tf.zeros([h0.shape[1]]);
    const xs = tf.unstack(x);
    const [T, B, I] = x.shape;
    const H = h0.shape[1];
    const dzs: tf.Tensor[] = Array(T);
    let [dh, dc]: tf.Tensor[] = [tf.zerosLike(h0), tf.zerosLike(c0)] as [tf.Tensor, tf.Tensor];
    for (let t = T - 1; t >= 0; t--) {
      const before = t > 0 ? c[t - 1]! : c0;
      const [dcBefore, dz] = nativeOp(
        'LSTMBlockCellGrad',
        { T: 'float32', use_peephole: false },
        [
          ...[xs[t]!, before, h0, w, none, none, none, b],
          ...[i[t]!, c[t]!, f[t]!, o[t]!, g[t]!, tanhC[t]!],
          ...[dc!.add(dcs[t]!), dh!.add(dhs[t]!)],
        ],
        5,
      );
      dzs[t] = dz!; // (B, 4H)
      dc = dcBefore!;
      dh = tf.matMul(dz as tf.Tensor2D, r, false, true).mul(m); // (B, H)
    }
    const dz = tf.concat(dzs, 0) as tf.Tensor2D; // (T B, 4H)
    const hs = saved[13] as tf.Tensor3D;
    const before = tf.concat([h0.expandDims<tf.Tensor3D>(0), hs.slice(0, T - 1)], 0); // (T, B, H)
    return {
      x: () => dz.matMul(k, false, true).reshape([T, B, I]),
      h0: () => dh!,
      c0: () => dc!,
      k: () => x.reshape<tf.Tensor2D>([T * B, I]).matMul(dz, true),
      r: () =>
        before
          .mul(m)
          .reshape<tf.Tensor2D>([T * B, H])
          .matMul(dz, true),
      b: () => dz.sum(0),
    };
  },
});
