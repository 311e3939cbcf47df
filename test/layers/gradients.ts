import { expect } from 'vitest';
import { tf } from '../../lib/backend';

/** Draws from a normal distribution; equal seeds give equal values. */
export function normal<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  seed: number,
  deviation = 0.5,
): tf.Tensor<R> {
  return tf.randomNormal<R>(shape, 0, deviation, 'float32', seed);
}

export interface Call {
  mask?: tf.Tensor2D;
  training?: boolean;
  initialState?: tf.Tensor[];
}

/**
 * Returns a layer's outputs for `x`, and the gradients of sum(output * weighing) over all outputs
 * with respect to `x` and to each weight.
 */
export function outputsAndGradients(
  layer: tf.layers.Layer,
  x: tf.Tensor,
  call: Call = {},
  weighings?: tf.Tensor[],
): { outputs: tf.Tensor[]; gradients: tf.Tensor[] } {
  const run = (input: tf.Tensor) => [layer.call(input, { training: false, ...call })].flat();
  const outputs = run(x);
  const weighing = weighings ?? outputs.map((output, n) => normal(output.shape, 70 + n));
  const loss = (input: tf.Tensor) =>
    tf.addN(run(input).map((output, n) => output.mul(weighing[n]!).sum())) as tf.Scalar;
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const dx = tf.grad(loss)(x);
  if (variables.length === 0) return { outputs, gradients: [dx] };
  const { grads } = tf.variableGrads(() => loss(x), variables);
  return { outputs, gradients: [dx, ...variables.map(({ name }) => grads[name]!)] };
}

/** Expects equal shapes, and element-wise differences below `tolerance`. */
export function expectClose(actual: tf.Tensor[], expected: tf.Tensor[], tolerance = 3e-6): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  const differences = actual.map((tensor, n) => tensor.sub(expected[n]!).abs().max().dataSync()[0]!);
  expect(Math.max(0, ...differences), `differences: ${differences}`).toBeLessThan(tolerance);
}
