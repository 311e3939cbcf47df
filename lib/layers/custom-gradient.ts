import * as tf from '@tensorflow/tfjs';

/** A computation whose gradients are written down. */
export interface Differentiable<Name extends string> {
  /**
   * Computes the outputs. What `save` is given is there again on the way back; without `recording` nobody will go back.
   */
  forward(save: (tensors: tf.Tensor[]) => void, recording: boolean): tf.Tensor[];
  /**
   * Returns the gradients of the inputs, from those of the outputs and what was saved. Each is a function, and is
   * called only where that gradient is wanted.
   */
  backward(dys: tf.Tensor[], saved: tf.Tensor[]): Record<Name, () => tf.Tensor>;
}

/**
 * Runs a computation of one or more outputs, and returns them. It is `tf.customGrad`, but that one knows one output
 * only, and wants the gradients of all inputs, also of those that do not depend on anything learnt.
 */
export function withGradients<Name extends string>(
  inputs: Partial<Record<Name, tf.Tensor>>,
  { forward, backward }: Differentiable<Name>,
): tf.Tensor[] {
  const recording = engine().state.gradientDepth > 0;
  const outputs = engine().runKernelFunc({
    forwardFunc: (_, save) => forward(save, recording),
    backwardsFunc: (dy, saved) => backward([dy].flat(), saved),
    inputs: inputs as Record<string, tf.Tensor>, // those that are there
  });
  return [outputs].flat();
}

/** What `tf.customGrad` itself is made of; private in tfjs' types. */
interface Engine {
  /** `gradientDepth`: how many functions whose gradient is wanted are being computed, one inside the other. */
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
