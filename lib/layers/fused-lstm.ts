import { isNative, tf } from '../backend';
import { withGradients } from './custom-gradient';
import {
  type FusedInputs,
  kernelInputs,
  type LstmSteps,
  lstmGradient,
  type StepGradients,
} from './fused-lstm-gradient';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { nativeOp, withInt64 } from './native-ops';

/**
 * Returns what `plainLstm` returns with tanh and sigmoid, from TensorFlow's fused kernel: all steps in one call. It
 * does not know `outputPeephole`.
 *
 * @throws where the backend is not TensorFlow's native library.
 */
export function fusedLstm(inputs: LstmInputs): Required<LstmOutputs>;
/** @param cells whether the cell states are wanted: without them a training step is a little faster */
export function fusedLstm(inputs: LstmInputs, cells: boolean): LstmOutputs;
export function fusedLstm(inputs: LstmInputs, cells = true): LstmOutputs {
  if (!isNative()) throw new Error(`the fused LSTM needs the native backend, not ${tf.getBackend()}`);
  if (inputs.recurrentMask) return withRecurrentMask(inputs, inputs.recurrentMask);
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes } = inputs;
  const given = { x, h0, c0, kernel, recurrentKernel, bias, ...(peepholes && { peepholes }) };
  const [h, c] = withGradients<keyof FusedInputs>(given, {
    forward(save) {
      const steps = runSteps(given);
      save([...Object.values(steps), ...Object.values(given)]);
      return cells ? [steps.h, steps.c] : [steps.h];
    },
    backward([dh, dc], [i, c, f, o, g, tanhC, h, ...inputs]) {
      const steps = { i, c, f, o, g, tanhC, h } as LstmSteps;
      const saved = Object.fromEntries(Object.keys(given).map((name, n) => [name, inputs[n]]));
      return lstmGradient(saved as unknown as FusedInputs, steps, { dh, dc } as StepGradients);
    },
  }) as [tf.Tensor3D, tf.Tensor3D?];
  return c ? { h, c } : { h };
}

/** Returns what the fused kernel computes, in its order. */
export function runSteps(inputs: FusedInputs): LstmSteps {
  const attributes = { T: 'float32', cell_clip: 0, use_peephole: inputs.peepholes !== undefined } as const;
  const [i, c, f, o, g, tanhC, h] = withInt64(inputs.x.shape[0], (time) =>
    nativeOp('BlockLSTMV2', attributes, [time, ...kernelInputs(inputs)], 7),
  ) as tf.Tensor3D[];
  return { i, c, f, o, g, tanhC, h } as LstmSteps;
}

/**
 * The kernel cannot mask what the gates see of the previous output. But where its output gate is shut, its
 * output is 0, and the cell states do not depend on what is put out at the same step. So the kernel runs with the
 * gates of all masked units shut, by inputs of their own, and gives the right cell states and the masked
 * outputs; the outputs proper follow from these for all steps at once.
 */
function withRecurrentMask(inputs: LstmInputs, mask: tf.Tensor2D): Required<LstmOutputs> {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes } = inputs;
  const [T, B, I] = x.shape;
  const H = h0.shape[1];
  const shut: tf.Tensor3D = mask.sub(1).mul(1e4).expandDims(0).tile([T, 1, 1]); // (T, B, H): 0 or far below 0
  const toOutputGate = tf.concat2d([tf.zeros([H, 3 * H]), tf.eye(H)], 1); // (H, 4H)
  const { h: seen, c } = fusedLstm({
    x: tf.concat3d([x, shut], 2), // (T, B, I + H)
    h0: h0.mul(mask),
    c0,
    kernel: tf.concat2d([kernel, toOutputGate], 0), // (I + H, 4H)
    recurrentKernel,
    bias,
    peepholes,
  });
  const before = tf.concat([h0.mul(mask).expandDims<tf.Tensor3D>(0), seen.slice(0, T - 1)], 0); // (T, B, H)
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
