import * as tf from '@tensorflow/tfjs';
import { nativeOp, type OpAttribute } from '../native-ops';
import type { KernelInputs, KernelOptions, LstmKernel, OutputName, WeightName } from './kernel';
import { kernelThreads } from './threads';

const OUTPUTS: readonly OutputName[] = ['h', 'c', 'lastH', 'lastC'];
const GRADIENTS: readonly WeightName[] = ['x', 'h0', 'c0', 'kernel', 'recurrentKernel', 'bias'];

/**
 * Returns the LSTM as operations of TensorFlow's native library (`tensorflow.cc`).
 *
 * @param digest the end of the operations' names, the digest of their sources
 */
export function nativeKernel(digest: string): LstmKernel {
  return (inputs, options, wanted, recording) => {
    const attributes = {
      ...common(options),
      with_h: flag(recording || wanted.includes('h')),
      with_c: flag(wanted.includes('c')),
      with_saved: flag(recording),
    };
    const results = nativeOp(`FastLstm${digest}`, attributes, given(inputs), 5);
    const [h, , , , activations] = results as [tf.Tensor, ...tf.Tensor[], tf.Tensor];
    return {
      outputs: named(OUTPUTS, results),
      saved: recording ? [h, activations!] : [],
      gradient(inputs, saved, dys, withX) {
        const attributes = { ...common(options), with_dx: flag(withX) };
        const tensors = [...given(inputs), ...saved, ...OUTPUTS.map((name) => dys[name] ?? nothing())];
        return named(GRADIENTS, nativeOp(`FastLstmGradient${digest}`, attributes, tensors, GRADIENTS.length));
      },
    };
  };
}

function named<Name extends string>(names: readonly Name[], tensors: tf.Tensor[]): Record<Name, tf.Tensor> {
  return Object.fromEntries(names.map((name, n) => [name, tensors[n]])) as Record<Name, tf.Tensor>;
}

function common({
  gates,
  timeFirst = false,
  goBackwards = false,
}: KernelOptions): Record<string, OpAttribute> {
  return {
    threads: { int: kernelThreads() },
    hard_sigmoid: flag(gates === 'hardSigmoid'),
    time_first: flag(timeFirst),
    backwards: flag(goBackwards),
  };
}

/** Returns the inputs in the operations' order. */
function given(inputs: KernelInputs): tf.Tensor[] {
  const { x, h0, c0, kernel, recurrentKernel, bias, mask, recurrentMask } = inputs;
  return [x, h0, c0, kernel, recurrentKernel, bias, mask ?? nothing('bool'), recurrentMask ?? nothing()];
}

/** Returns the empty tensor that the operations take for an absent input. */
function nothing(dtype: tf.DataType = 'float32'): tf.Tensor {
  return tf.zeros([0], dtype);
}

function flag(wanted: boolean): OpAttribute {
  return { int: wanted ? 1 : 0 };
}
