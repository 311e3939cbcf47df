import * as tf from '@tensorflow/tfjs';
import { withGradients } from './custom-gradient';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { nativeOp, withInt64 } from './native-ops';

/** The inputs of TensorFlow's kernels. */
type BlockInputs = Omit<LstmInputs, 'recurrentMask' | 'outputPeephole'>;

/**
 * Computes `plainLstm` with tanh and sigmoid by TensorFlow's kernels for all time steps,
 * BlockLSTMV2 and BlockLSTMGradV2. Only on the native backend; they have no `outputPeephole`.
 */
export function blockLstm(inputs: LstmInputs): Required<LstmOutputs> {
  if (inputs.recurrentMask) return withRecurrentMask(inputs, inputs.recurrentMask);
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes } = inputs;
  const given = { x, h0, c0, kernel, recurrentKernel, bias, ...(peepholes && { peepholes }) };
  const attributes = { T: 'float32', use_peephole: peepholes !== undefined } as const;
  const run = (op: string, more: object, tensors: tf.Tensor[], outputs: number) =>
    withInt64(x.shape[0], (time) => nativeOp(op, { ...attributes, ...more }, [time, ...tensors], outputs));
  const [h, c] = withGradients<keyof BlockInputs>(given, {
    forward(save) {
      const outputs = run('BlockLSTMV2', { cell_clip: 0 }, kernelInputs(given), 7); // i, c, f, o, g, tanh c, h
      save([...Object.values(given), ...outputs]);
      return [outputs[6]!, outputs[1]!];
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
  }) as [tf.Tensor3D, tf.Tensor3D];
  return { h, c };
}

type Eight<T = tf.Tensor> = [T, T, T, T, T, T, T, T];

/** Returns the inputs in the kernels' order, without the first one, the number of time steps. */
function kernelInputs({ x, h0, c0, kernel, recurrentKernel, bias, peepholes }: BlockInputs): tf.Tensor[] {
  const w = tf.concat([kernel, recurrentKernel], 0); // (I + H, 4H)
  return [x, c0, h0, w, ...tf.unstack(peepholes ?? tf.zeros([3, h0.shape[1]])), bias];
}

/**
 * The kernel cannot mask what the gates see of the previous output. But where its output gate is
 * shut, its output is 0, and the cell states do not depend on what is put out at the same step. So
 * the kernel runs with the gates of all masked units shut, by inputs of their own, and gives the
 * right cell states and the masked outputs; the outputs proper follow from these for all steps at
 * once.
 */
function withRecurrentMask(inputs: LstmInputs, mask: tf.Tensor2D): Required<LstmOutputs> {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes } = inputs;
  const [T, B, I] = x.shape;
  const H = h0.shape[1];
  const shut: tf.Tensor3D = mask.sub(1).mul(1e4).expandDims(0).tile([T, 1, 1]); // (T, B, H): 0 or far below 0
  const toOutputGate = tf.concat2d([tf.zeros([H, 3 * H]), tf.eye(H)], 1); // (H, 4H)
  const { h: maskedH, c } = blockLstm({
    x: tf.concat3d([x, shut], 2), // (T, B, I + H)
    h0: h0.mul(mask),
    c0,
    kernel: tf.concat2d([kernel, toOutputGate], 0), // (I + H, 4H)
    recurrentKernel,
    bias,
    peepholes,
  });
  const before = tf.concat([h0.mul(mask).expandDims<tf.Tensor3D>(0), maskedH.slice(0, T - 1)], 0); // (T, B, H)
  const outputGate = (weights: tf.Tensor2D) => weights.slice([0, 3 * H], [-1, H]);
  const zx = x.reshape<tf.Tensor2D>([T * B, I]).matMul(outputGate(kernel)); // (T B, H)
  const zh = before.reshape<tf.Tensor2D>([T * B, H]).matMul(outputGate(recurrentKernel)); // (T B, H)
  let zo = zx
    .add(zh)
    .add(bias.slice(3 * H))
    .reshape<tf.Tensor3D>([T, B, H]);
  if (peepholes) zo = zo.add(peepholes.slice([2, 0], [1, H]).mul(c));
  return { h: zo.sigmoid().mul(c.tanh()), c };
}
