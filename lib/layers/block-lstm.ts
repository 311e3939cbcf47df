import * as tf from '@tensorflow/tfjs';
import { withGradients } from './custom-gradient';
import { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
import { nativeOp, withInt64 } from './native-ops';

/** The inputs of TensorFlow's kernels. */
export type BlockInputs = Omit<LstmInputs, 'recurrentMask' | 'outputPeephole'>;

/**
 * Computes `plainLstm` with tanh and sigmoid by TensorFlow's kernels for all time steps,
 * BlockLSTMV2 and BlockLSTMGradV2. They need the native backend. They have no recurrent dropout
 * and no `outputPeephole`.
 */
export function blockLstm(inputs: BlockInputs): Required<LstmOutputs> {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes } = inputs;
  const given = { x, h0, c0, kernel, recurrentKernel, bias, ...(peepholes && { peepholes }) };
  const attributes = { T: 'float32', use_peephole: peepholes !== undefined } as const;
  const run = (op: string, more: object, tensors: tf.Tensor[], outputs: number) =>
    withInt64(x.shape[0], (time) => nativeOp(op, { ...attributes, ...more }, [time, ...tensors], outputs));
  const [h, c] = withGradients<keyof BlockInputs>(given, {
    forward(save) {
      const outputs = run('BlockLSTMV2', { cell_clip: 0 }, kernelInputs(given), 7);
      const [, c, , , , , h] = outputs as Seven; // i, c, f, o, g, tanh c, h
      save([...Object.values(given), ...outputs]);
      return [h, c];
    },
    backward([dh, dc], saved) {
      const names = Object.keys(given) as (keyof BlockInputs)[];
      const inputs = Object.fromEntries(names.map((name, n) => [name, saved[n]])) as unknown as BlockInputs;
      const all = [...kernelInputs(inputs), ...saved.slice(names.length), dc!, dh!];
      const [dx, dc0, dh0, dw, dpi, dpf, dpo, db] = run('BlockLSTMGradV2', {}, all, 8) as Eight;
      return {
        x: () => dx,
        c0: () => dc0,
        h0: () => dh0,
        kernel: () => dw.slice(0, x.shape[2]),
        recurrentKernel: () => dw.slice(x.shape[2]),
        bias: () => db,
        peepholes: () => tf.stack([dpi, dpf, dpo]),
      };
    },
    plain(inputs) {
      const { h, c } = plainLstm(inputs as BlockInputs);
      return [h, c];
    },
  }) as [tf.Tensor3D, tf.Tensor3D];
  return { h, c };
}

type Seven<T = tf.Tensor> = [T, T, T, T, T, T, T];
type Eight<T = tf.Tensor> = [...Seven<T>, T];

/** Returns the inputs in the kernels' order, without the first one, the number of time steps. */
function kernelInputs({ x, h0, c0, kernel, recurrentKernel, bias, peepholes }: BlockInputs): tf.Tensor[] {
  const w = tf.concat([kernel, recurrentKernel], 0); // (I + H, 4H)
  return [x, c0, h0, w, ...tf.unstack(peepholes ?? tf.zeros([3, h0.shape[1]])), bias];
}
