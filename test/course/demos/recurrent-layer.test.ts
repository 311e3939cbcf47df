import { beforeAll, describe, expect, test } from 'vitest';
import { recurrentLayer } from '../../../course/demos/recurrent-layer';
import { ready, tf } from '../../../lib/backend';

beforeAll(async () => {
  await ready();
});

/** Returns our layer and that of tfjs, with the same weights. */
function twoLayers(units: number, inputs: number) {
  const ours = recurrentLayer({ units, seed: 3 });
  const theirs = tf.layers.simpleRNN({ units });
  for (const layer of [ours, theirs]) layer.apply(tf.zeros([1, 1, inputs]));
  theirs.setWeights(ours.getWeights());
  return [ours, theirs] as const;
}

describe('recurrentLayer', () => {
  test('outputs and all gradients are those of tf.layers.simpleRNN', () => {
    const [ours, theirs] = twoLayers(5, 4);
    const x = tf.randomNormal([3, 7, 4], 0, 1, 'float32', 1);
    const target = tf.randomNormal([3, 5], 0, 1, 'float32', 2);
    const results = [ours, theirs].map((layer) => {
      const loss = () =>
        tf
          .sub(layer.apply(x) as tf.Tensor, target)
          .square()
          .sum() as tf.Scalar;
      const { value, grads } = tf.variableGrads(
        loss,
        layer.trainableWeights.map((weight) => weight.read() as tf.Variable),
      );
      const dx = tf.grad((words) =>
        tf
          .sub(layer.apply(words) as tf.Tensor, target)
          .square()
          .sum(),
      )(x);
      return [
        value,
        ...layer.trainableWeights.map((weight) => grads[(weight.read() as tf.Variable).name]!),
        dx,
      ];
    });
    expect(results[0]).toHaveLength(5);
    for (const [n, tensor] of results[0]!.entries()) {
      expect(tensor.shape).toEqual(results[1]![n]!.shape);
      expect(tf.max(tf.abs(tf.sub(tensor, results[1]![n]!))).dataSync()[0]).toBeLessThan(2e-5);
    }
  });

  test('forward and backward leak no tensors', () => {
    const [ours] = twoLayers(3, 2);
    const x = tf.ones([2, 4, 2]);
    const before = tf.memory().numTensors;
    (ours.apply(x) as tf.Tensor).dispose();
    tf.grad((words) => (ours.apply(words) as tf.Tensor).sum())(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the same seed gives the same initial weights', () => {
    const [first, second] = [1, 1].map((seed) => {
      const layer = recurrentLayer({ units: 3, seed });
      layer.apply(tf.zeros([1, 1, 2]));
      return layer.getWeights().map((weight) => weight.arraySync());
    });
    expect(first).toEqual(second);
  });
});
