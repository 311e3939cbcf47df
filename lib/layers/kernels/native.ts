import * as tf from '@tensorflow/tfjs';
import { nativeOp, type OpAttribute } from '../native-ops';
import {
  GRU,
  type Kernel,
  type KernelInputs,
  type KernelLayer,
  type KernelOptions,
  type Kernels,
  LSTM,
} from './kernel';
import { kernelThreads } from './threads';

/**
 * Returns the layers as operations of TensorFlow's native library (`tensorflow.cc`).
 *
 * @param digest the end of the operations' names, the digest of their sources
 */
export function nativeKernels(digest: string): Kernels {
  return { lstm: nativeKernel(LSTM, digest), gru: nativeKernel(GRU, digest) };
}

function nativeKernel<Inputs extends KernelInputs, Output extends string>(
  layer: KernelLayer<Inputs, Output>,
  digest: string,
): Kernel<Inputs, Output> {
  const outputNames: readonly Output[] = [...layer.sequences, ...layer.lasts];
  return (inputs, options, wanted, recording) => {
    const sequences = layer.sequences.map((name) => {
      const isWanted = wanted.includes(name) || (recording && name === 'h');
      return [`with_${name}`, flag(isWanted)];
    });
    const attributes = {
      ...common(options),
      ...(Object.fromEntries(sequences) as Record<string, OpAttribute>),
      with_saved: flag(recording),
    };
    const operation = `${layer.operation}${digest}`;
    const results = nativeOp(operation, attributes, given(layer, inputs), outputNames.length + 1);
    const [h, activations] = [results[0]!, results.at(-1)!];
    return {
      outputs: named(outputNames, results),
      saved: recording ? [h, activations] : [],
      gradient(inputs, saved, dys, withX) {
        const attributes = { ...common(options), with_dx: flag(withX) };
        const received = outputNames.map((name) => dys[name] ?? nothing());
        const tensors = [...given(layer, inputs), ...saved, ...received];
        const { weights } = layer;
        return named(
          weights,
          nativeOp(`${layer.operation}Gradient${digest}`, attributes, tensors, weights.length),
        );
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
function given<Inputs extends KernelInputs>(
  { weights }: Pick<KernelLayer<Inputs, string>, 'weights'>,
  inputs: Inputs,
): tf.Tensor[] {
  const { x, h0, kernel, recurrentKernel, bias, mask, recurrentMask } = inputs;
  const own = inputs[weights.at(-1)!] as tf.Tensor | undefined;
  const masks = [mask ?? nothing('bool'), recurrentMask ?? nothing()];
  return [x, h0, kernel, recurrentKernel, bias, ...masks, own ?? nothing()];
}

/** Returns the empty tensor that the operations take for an absent input. */
function nothing(dtype: tf.DataType = 'float32'): tf.Tensor {
  return tf.zeros([0], dtype);
}

function flag(wanted: boolean): OpAttribute {
  return { int: wanted ? 1 : 0 };
}
