import type * as tf from '@tensorflow/tfjs';
import { withGradients } from './custom-gradient';
import {
  type Computed,
  type Kernel,
  type KernelInputs,
  type KernelLayer,
  type KernelOptions,
  type SequenceName,
  shapesOf,
  type WeightName,
} from './kernels/kernel';
import { inThisScope } from './scope';

/**
 * The definition of a layer, op by op: its outputs at all time steps from inputs with time first.
 *
 * @param isStep `[time, batch, 1]`, false where the state stays as it is. Default: nowhere
 */
export type Definition<Inputs> = (
  inputs: Omit<Inputs, 'mask'>,
  isStep?: tf.Tensor3D,
) => Partial<Record<SequenceName, tf.Tensor>>;

/**
 * Computes a layer with tanh by a compiled kernel, all time steps in one call, with its gradient.
 *
 * @param wanted which outputs to return
 * @param plain the definition, which second derivatives are computed from
 * @returns the wanted outputs
 * @throws when the shapes do not fit together
 */
export function compiledLayer<
  Inputs extends KernelInputs,
  Output extends string,
  Wanted extends Output = Output,
>(
  layer: KernelLayer<Inputs, Output>,
  run: Kernel<Inputs, Output>,
  inputs: Inputs,
  options: KernelOptions,
  wanted: readonly Wanted[],
  plain: Definition<Inputs>,
): Record<Wanted, tf.Tensor> {
  checkInputs(layer, inputs, options);
  const { mask, recurrentMask } = inputs;
  const names = layer.weights.filter((name) => inputs[name]);
  const differentiable = Object.fromEntries(
    names.map((name) => [name, inputs[name] as tf.Tensor]),
  ) as Weights<Inputs>;
  const withMasks = (weights: Weights<Inputs>, saved: tf.Tensor[]) =>
    ({
      ...weights,
      mask: mask && saved[0],
      recurrentMask: recurrentMask && saved[mask ? 1 : 0],
    }) as unknown as Inputs;
  const masks = [mask, recurrentMask].flatMap((tensor) => tensor ?? []);
  let gradient: Computed<Inputs, Output>['gradient'];
  const results = withGradients<WeightName<Inputs>>(differentiable, {
    forward(save, recording) {
      const computed = run(inputs, options, wanted, recording);
      gradient = computed.gradient;
      save([...masks, ...computed.saved]);
      return wanted.map((name) => computed.outputs[name]!);
    },
    backward(received, saved, weights) {
      const dys = Object.fromEntries(wanted.map((name, n) => [name, received[n]]));
      // TensorFlow.js disposes what a gradient function creates beside its result: here, the
      // gradients of the other inputs.
      const compute = inThisScope((withX: boolean) =>
        gradient(
          withMasks(weights, saved),
          saved.slice(masks.length),
          dys as Partial<Record<Output, tf.Tensor>>,
          withX,
        ),
      );
      let computed: ReturnType<typeof compute> | undefined;
      const gradientOf = (name: WeightName<Inputs>) => () => {
        computed ??= compute(name === 'x'); // that of x is asked for first, or not at all
        return computed[name]!;
      };
      return Object.fromEntries(names.map((name) => [name, gradientOf(name)])) as Record<
        WeightName<Inputs>,
        () => tf.Tensor
      >;
    },
    plain(weights, saved) {
      const outputs = plainOutputs(layer, withMasks(weights, saved), options, plain);
      return wanted.map((name) => outputs[name]!);
    },
  });
  return Object.fromEntries(wanted.map((name, n) => [name, results[n]])) as Record<Wanted, tf.Tensor>;
}

type Weights<Inputs extends KernelInputs> = Record<WeightName<Inputs>, tf.Tensor>;

/** Computes the same op by op. */
function plainOutputs<Inputs extends KernelInputs, Output extends string>(
  { sequences, lasts }: KernelLayer<Inputs, Output>,
  inputs: Inputs,
  { timeFirst, goBackwards }: KernelOptions,
  plain: Definition<Inputs>,
): Partial<Record<Output, tf.Tensor>> {
  const { x, mask, ...rest } = inputs;
  const byTime = timeFirst ? x : x.transpose([1, 0, 2]); // (T, B, I)
  // As int32: reversing booleans, WebAssembly's tfjs 4.22 writes past the end of their memory.
  const isStep = mask?.cast('int32').transpose().expandDims<tf.Tensor3D>(2); // (T, B, 1)
  const read = <T extends tf.Tensor>(sequence: T): T => (goBackwards ? sequence.reverse(0) : sequence);
  const given = { ...rest, x: read(byTime) } as unknown as Omit<Inputs, 'mask'>;
  const computed = plain(given, isStep && read(isStep).cast<tf.Tensor3D>('bool'));
  const last = (sequence: tf.Tensor) => sequence.slice(x.shape[timeFirst ? 0 : 1] - 1).squeeze([0]);
  const shaped = (sequence: tf.Tensor) => (timeFirst ? sequence : sequence.transpose([1, 0, 2]));
  return Object.fromEntries(
    sequences.flatMap((name, n) => [
      [name, shaped(computed[name]!)],
      [lasts[n]!, last(computed[name]!)],
    ]),
  ) as Record<Output, tf.Tensor>;
}

/** @throws if the shapes do not fit together: a kernel reads as much memory as they say */
function checkInputs<Inputs extends KernelInputs>(
  { name, gates, weights }: Pick<KernelLayer<Inputs, string>, 'name' | 'gates' | 'weights'>,
  inputs: Inputs,
  options: KernelOptions,
): void {
  const shapes = shapesOf(inputs, options, gates);
  for (const input of [...weights, 'mask', 'recurrentMask'] as (keyof typeof shapes)[]) {
    const shape = shapes[input];
    const given = (inputs[input as keyof Inputs] as tf.Tensor | undefined)?.shape ?? shape;
    if (given.join() !== shape.join())
      throw new Error(
        `the shapes of the ${name}'s inputs do not fit together: ${input} is [${given}] instead of [${shape}]`,
      );
  }
  const { mask } = inputs;
  if (mask && mask.dtype !== 'bool') throw new Error(`the mask of a layer is boolean, not ${mask.dtype}`);
}
