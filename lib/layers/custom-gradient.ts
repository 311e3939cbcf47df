import * as tf from '@tensorflow/tfjs';

/** A computation with a hand-written gradient. */
export interface Differentiable<Name extends string> {
  /**
   * Computes the outputs. Tensors that are passed to `save` are available to `backward`. Without
   * `recording` there will be no backward pass.
   */
  forward(save: (tensors: tf.Tensor[]) => void, recording: boolean): tf.Tensor[];
  /**
   * Returns the gradients of the inputs, from those of the outputs and the saved tensors. Each is
   * a function that is called only if that gradient is needed.
   */
  backward(dys: tf.Tensor[], saved: tf.Tensor[]): Record<Name, () => tf.Tensor>;
}

/**
 * Runs a computation and returns its outputs, one or more. It is `tf.customGrad` for several
 * outputs. Unlike `tf.customGrad` it computes no gradients of inputs that depend on no trainable
 * parameter.
 */
export function withGradients<Name extends string>(
  inputs: Partial<Record<Name, tf.Tensor>>,
  { forward, backward }: Differentiable<Name>,
): tf.Tensor[] {
  const recording = engine().state.gradientDepth > 0;
  const outputs = engine().runKernelFunc({
    forwardFunc: (_, save) => forward(save, recording),
    backwardsFunc: (dy, saved) => backward([dy].flat(), saved),
    inputs: inputs as Record<string, tf.Tensor>, // undefined ones are left out
  });
  return [outputs].flat();
}

/** What `tf.customGrad` itself calls; private in tfjs' types. */
interface Engine {
  /** `gradientDepth`: how many nested gradients are being computed. */
  state: { gradientDepth: number };
  runKernelFunc(computation: {
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor[];
    backwardsFunc: (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
    inputs: Record<string, tf.Tensor>;
  }): tf.Tensor | tf.Tensor[];
}

function engine(): Engine {
  return tf.engine() as unknown as Engine;
}
