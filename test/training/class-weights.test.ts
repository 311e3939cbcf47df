import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { crossEntropy } from '../../lib/loss';
import { balancedWeights } from '../../lib/training';
import { expectClose } from '../layers/gradients';

beforeAll(async () => {
  await ready();
});

describe('balancedWeights', () => {
  it("are scikit-learn's: n / (k n_c)", () => {
    // compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 1, 2])
    expect(balancedWeights([0, 0, 0, 0, 1, 1, 2], 3)).toEqual([7 / 12, 7 / 6, 7 / 3]);
  });

  it('a class without examples does not count', () =>
    expect(balancedWeights([0, 0, 2], 3)).toEqual([0.75, 1, 1.5]));
});

describe('crossEntropy with class weights', () => {
  const labels = () => tf.tensor1d([2, 0, 1, 2], 'int32');
  const logits = () =>
    tf.tensor2d([
      [1, -2, 0.5],
      [0, 3, -1],
      [2, 2, 1],
      [-1, 0, 4],
    ]);
  const weights = [0.5, 2, 3];

  it("multiplies each example's loss and gradient by the weight of its class", () => {
    const each = [0, 1, 2, 3].map(
      (row) => crossEntropy(logits().slice(row, 1), labels().slice(row, 1)).dataSync()[0]!,
    );
    const counts = [3, 0.5, 2, 3];
    const mean = each.reduce((sum, loss, n) => sum + loss * counts[n]!, 0) / 4;
    expect(crossEntropy(logits(), labels(), weights).dataSync()[0]).toBeCloseTo(mean, 5);
    const gradient = tf.grad((z) => crossEntropy(z as tf.Tensor2D, labels(), weights))(logits());
    const expected = tf
      .softmax(logits())
      .sub(tf.oneHot(labels(), 3))
      .mul(tf.tensor2d(counts, [4, 1]))
      .div(4);
    expectClose([gradient], [expected]);
  });

  it('weights of 1 change nothing, also for a single logit and for an ensemble', () => {
    const two = tf.tensor1d([1, 0, 1], 'int32');
    const single = tf.tensor2d([2, -1, -0.5], [3, 1]);
    const stacked = tf.stack([single, single.mul(2)], 1) as tf.Tensor3D;
    for (const z of [single, stacked] as const)
      expect(crossEntropy(z, two, [1, 1]).dataSync()[0]).toBeCloseTo(crossEntropy(z, two).dataSync()[0]!, 6);
  });
});
