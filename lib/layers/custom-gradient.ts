import * as tf from '@tensorflow/tfjs';

/** A computation with a hand-written gradient. */
export interface Differentiable<Name extends string> {
  /**
   * Computes the outputs. Tensors that are passed to `save` are available to `backward`. Without
   * `recording` there will be no backward pass.
   */
  forward(save: (tensors: tf.Tensor[]) => void, recording: boolean): tf.Tensor[];
  /**
   * Returns the gradients of the inputs, from those of the outputs, the saved tensors and the
   * inputs. Each is a function that is called only if that gradient is needed.
   */
  backward(
    dys: tf.Tensor[],
    saved: tf.Tensor[],
    inputs: Record<Name, tf.Tensor>,
  ): Record<Name, () => tf.Tensor>;
  /**
   * Computes the same outputs op by op, from the inputs and the saved tensors. It takes the place
   * of `backward` where the gradient is differentiated again, as in a gradient penalty. Default:
   * such a gradient throws.
   */
  plain?(inputs: Record<Name, tf.Tensor>, saved: tf.Tensor[]): tf.Tensor[];
}

/**
 * Runs a computation and returns its outputs, one or more. It is `tf.customGrad` for several
 * outputs. Unlike `tf.customGrad` it computes no gradients of inputs that depend on no trainable
 * parameter.
 *
 * The gradient of the gradient is that of `plain`. Without `plain` it throws.
 */
export function withGradients<Name extends string>(
  inputs: Partial<Record<Name, tf.Tensor>>,
  { forward, backward, plain }: Differentiable<Name>,
): tf.Tensor[] {
  const recording = engine().state.gradientDepth > 0;
  const names = (Object.keys(inputs) as Name[]).filter((name) => inputs[name]);
  const outputs = engine().runKernelFunc({
    forwardFunc: (_, save) =>
      forward((tensors) => save([...names.map((name) => inputs[name]!), ...tensors]), recording),
    backwardsFunc: (dy, saved) => {
      const named = (tensors: tf.Tensor[]) =>
        Object.fromEntries(names.map((name, n) => [name, tensors[n]])) as Record<Name, tf.Tensor>;
      const [dys, given, own] = [[dy].flat(), saved.slice(0, names.length), saved.slice(names.length)];
      if (!isRecording()) return backward(dys, own, named(given));
      if (!plain)
        throw new Error('this computation has no second derivative: its gradient cannot be differentiated');
      const gradients = gradientsOf((...tensors) => plain(named(tensors), own), given, dys);
      return Object.fromEntries(names.map((name, n) => [name, () => gradients[n]!]));
    },
    inputs: Object.fromEntries(names.map((name) => [name, inputs[name]!])),
  });
  return [outputs].flat();
}

/** Returns the gradients of sum(output * dy) over all outputs of `compute`. */
function gradientsOf(
  compute: (...inputs: tf.Tensor[]) => tf.Tensor[],
  inputs: tf.Tensor[],
  dys: tf.Tensor[],
): tf.Tensor[] {
  const weighted = (...tensors: tf.Tensor[]) =>
    compute(...tensors)
      .map((output, n) => output.mul(dys[n]!).sum())
      .reduce((sum, part) => sum.add(part));
  return tf.grads(weighted)(inputs);
}

/**
 * Returns `x`. The gradient cannot be differentiated: the attempt throws an error with `message`.
 */
export function withoutSecondDerivative<T extends tf.Tensor>(x: T, message: string): T {
  const identity = tf.customGrad((given, save) => {
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      if (isRecording()) throw new Error(message);
      return dy.clone();
    };
    return { value: (given as tf.Tensor).clone(), gradFunc };
  });
  return identity(x) as T;
}

/** Returns whether ops are being recorded, because a gradient of their outputs may be computed. */
export function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

/** What `tf.customGrad` itself calls; private in tfjs' types. */
interface Engine {
  /**
   * `gradientDepth`: how many nested gradients are being computed. `kernelDepth`: how many nested
   * kernels, whose ops are not recorded. `activeTape`: the ops that are recorded, a new array for
   * each outermost gradient.
   */
  state: { gradientDepth: number; kernelDepth: number; activeTape: unknown[] | null };
  runKernelFunc(computation: {
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor[];
    backwardsFunc: (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
    inputs: Record<string, tf.Tensor>;
  }): tf.Tensor | tf.Tensor[];
}

/**
 * Returns an object that stands for the gradient that is being computed, the outermost one if they
 * are nested; undefined outside of gradients.
 */
export function currentGradient(): object | undefined {
  return isRecording() ? engine().state.activeTape! : undefined;
}

function engine(): Engine {
  return tf.engine() as unknown as Engine;
}
