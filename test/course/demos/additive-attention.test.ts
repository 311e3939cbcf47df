import { beforeAll, expect, test } from 'vitest';
import { additiveAttention, attentionWeights } from '../../../course/demos/additive-attention';
import { ready, tf } from '../../../lib/backend';
import { attentionWeights as byHand, weightedAverage } from '../../../solutions/31-additive-attention';

beforeAll(async () => {
  await ready();
});

const outputs = [
  [
    [0.1, -0.4],
    [0.8, 0.3],
    [5, 5],
  ],
  [
    [-0.2, 0.6],
    [0.5, 0.5],
    [0.9, -0.7],
  ],
];
const mask = [
  [true, true, false],
  [true, true, true],
];

/** Builds the layer, and returns it with its result and its weights as plain numbers. */
function applied() {
  const layer = additiveAttention({ units: 3, seed: 1 });
  const h = tf.tensor3d(outputs);
  const result = layer.apply(h, { mask: tf.tensor2d(mask.map((row) => row.map(Number))) }) as tf.Tensor2D;
  const [W, b, v] = layer.getWeights();
  return {
    layer,
    result,
    parameters: {
      W: W!.transpose().arraySync() as number[][],
      b: b!.arraySync() as number[],
      v: v!.squeeze().arraySync() as number[],
    },
  };
}

test('the layer returns the weighted average that the exercise computes by hand', () => {
  const { result, parameters, layer } = applied();
  const rows = result.arraySync();
  const weights = attentionWeights(
    tf.tensor3d(outputs),
    layer.getWeights(),
    tf.tensor2d(mask.map((row) => row.map(Number))),
  ).arraySync();
  for (const [n, h] of outputs.entries()) {
    const expected = byHand(h, mask[n]!, parameters);
    for (const [t, weight] of expected.entries()) expect(weights[n]![t]).toBeCloseTo(weight, 5);
    for (const [unit, value] of weightedAverage(h, expected).entries())
      expect(rows[n]![unit]).toBeCloseTo(value, 5);
  }
});

test('its gradients are those of finite differences', () => {
  const { layer } = applied();
  const h = tf.tensor3d(outputs);
  const ones = tf.tensor2d(mask.map((row) => row.map(Number)));
  const kernel = layer.trainableWeights[0]!.read() as tf.Variable;
  const loss = () => (layer.apply(h, { mask: ones }) as tf.Tensor).square().sum() as tf.Scalar;
  const { grads } = tf.variableGrads(loss, [kernel]);
  const gradient = grads[kernel.name]!.dataSync();
  const start = kernel.dataSync().slice();
  const lossWith = (at: number, step: number) => {
    kernel.assign(
      tf.tensor(
        start.map((value, n) => (n === at ? value + step : value)),
        kernel.shape,
      ),
    );
    return loss().dataSync()[0]!;
  };
  for (let at = 0; at < start.length; at++) {
    const estimate = (lossWith(at, 1e-2) - lossWith(at, -1e-2)) / 2e-2;
    expect(gradient[at]).toBeCloseTo(estimate, 2);
  }
});
