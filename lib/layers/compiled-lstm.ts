import type * as tf from '@tensorflow/tfjs';
import { gateActivations, tanh } from './activations';
import { withGradients } from './custom-gradient';
import type {
  KernelInputs,
  KernelOptions,
  LstmKernel,
  OutputName,
  Outputs,
  WeightName,
} from './kernels/kernel';
import { plainLstm } from './lstm-equations';
import { inThisScope } from './scope';

/**
 * Computes an LSTM with tanh by a compiled kernel, all time steps in one call, with its gradient.
 *
 * @param wanted which outputs to return
 * @returns the wanted outputs
 * @throws when the shapes do not fit together
 */
export function compiledLstm<Wanted extends OutputName>(
  run: LstmKernel,
  inputs: KernelInputs,
  options: KernelOptions,
  wanted: readonly Wanted[],
): Record<Wanted, tf.Tensor> {
  checkShapes(inputs, options);
  const { mask, recurrentMask, ...differentiable } = inputs;
  const names = Object.keys(differentiable) as WeightName[];
  const masks = (saved: tf.Tensor[]) => ({
    mask: mask && (saved[0] as tf.Tensor2D),
    recurrentMask: recurrentMask && (saved[mask ? 1 : 0] as tf.Tensor2D),
  });
  const given = [mask, recurrentMask].flatMap((tensor) => tensor ?? []);
  let gradient: ReturnType<LstmKernel>['gradient'];
  const results = withGradients<WeightName>(differentiable, {
    forward(save, recording) {
      const computed = run(inputs, options, wanted, recording);
      gradient = computed.gradient;
      save([...given, ...computed.saved]);
      return wanted.map((name) => computed.outputs[name]!);
    },
    backward(received, saved, weights) {
      const inputs = { ...weights, ...masks(saved) } as KernelInputs;
      const dys: Outputs = Object.fromEntries(wanted.map((name, n) => [name, received[n]]));
      // TensorFlow.js disposes what a gradient function creates beside its result: here, the
      // gradients of the other inputs.
      const compute = inThisScope((withX: boolean) =>
        gradient(inputs, saved.slice(given.length), dys, withX),
      );
      let computed: ReturnType<typeof compute> | undefined;
      const gradientOf = (name: WeightName) => () => {
        computed ??= compute(name === 'x'); // that of x is asked for first, or not at all
        return computed[name]!;
      };
      return Object.fromEntries(names.map((name) => [name, gradientOf(name)])) as Record<
        WeightName,
        () => tf.Tensor
      >;
    },
    plain(weights, saved) {
      const outputs = plainOutputs({ ...weights, ...masks(saved) } as KernelInputs, options);
      return wanted.map((name) => outputs[name]);
    },
  });
  return Object.fromEntries(wanted.map((name, n) => [name, results[n]])) as Record<Wanted, tf.Tensor>;
}

/** Computes the same op by op. */
function plainOutputs(inputs: KernelInputs, options: KernelOptions): Record<OutputName, tf.Tensor> {
  const { timeFirst, goBackwards, gates } = options;
  const { x, mask, ...rest } = inputs;
  const byTime = timeFirst ? x : x.transpose([1, 0, 2]); // (T, B, I)
  // As int32: reversing booleans, WebAssembly's tfjs 4.22 writes past the end of their memory.
  const isStep = mask?.cast('int32').transpose().expandDims<tf.Tensor3D>(2); // (T, B, 1)
  const read = <T extends tf.Tensor>(sequence: T): T => (goBackwards ? sequence.reverse(0) : sequence);
  const { h, c } = plainLstm(
    { ...rest, x: read(byTime as tf.Tensor3D) },
    { activation: tanh, recurrentActivation: gateActivations[gates] },
    isStep && read(isStep).cast<tf.Tensor3D>('bool'),
  );
  const last = (sequence: tf.Tensor) => sequence.slice(x.shape[timeFirst ? 0 : 1] - 1).squeeze([0]);
  const shaped = (sequence: tf.Tensor) => (timeFirst ? sequence : sequence.transpose([1, 0, 2]));
  return { h: shaped(h), c: shaped(c), lastH: last(h), lastC: last(c) };
}

/** @throws if the shapes do not fit together: a kernel reads as much memory as they say */
function checkShapes(inputs: KernelInputs, { timeFirst }: KernelOptions): void {
  const { x, h0, mask } = inputs;
  const [B, T] = timeFirst ? [x.shape[1], x.shape[0]] : x.shape;
  const [I, H] = [x.shape[2], h0.shape[1]];
  const expected: Partial<Record<keyof KernelInputs, number[]>> = {
    h0: [B, H],
    c0: [B, H],
    kernel: [I, 4 * H],
    recurrentKernel: [H, 4 * H],
    bias: [4 * H],
    mask: [B, T],
    recurrentMask: [B, H],
  };
  for (const [name, shape] of Object.entries(expected)) {
    const given = inputs[name as keyof KernelInputs]?.shape ?? shape;
    if (given.join() !== shape.join())
      throw new Error(
        `the shapes of the LSTM's inputs do not fit together: ${name} is [${given}] instead of [${shape}]`,
      );
  }
  if (mask && mask.dtype !== 'bool') throw new Error(`the mask of an LSTM is boolean, not ${mask.dtype}`);
}
