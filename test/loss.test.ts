import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../lib/backend';
import { accuracyOf, classProbabilities, crossEntropy } from '../lib/loss';
import { expectClose } from './layers/gradients';

beforeAll(async () => {
  await ready();
});

const labels = () => tf.tensor1d([1, 0, 1], 'int32');
const margins = [2, -1, -0.5];
const single = () => tf.tensor2d(margins, [3, 1]);
const pairs = () =>
  tf.tensor2d(
    margins.flatMap((margin) => [0, margin]),
    [3, 2],
  );

describe('logits of shape (N, 1)', () => {
  it('loss, accuracy and probabilities equal those of two logits with that difference', () => {
    expect(crossEntropy(single(), labels()).dataSync()[0]).toBeCloseTo(
      crossEntropy(pairs(), labels()).dataSync()[0]!,
      6,
    );
    expect(accuracyOf(single(), labels()).dataSync()[0]).toBeCloseTo(2 / 3, 6);
    const [one, two] = [classProbabilities(single()), classProbabilities(pairs())];
    expect(tf.max(tf.abs(tf.sub(one, two))).dataSync()[0]).toBeLessThan(1e-6);
  });
});

describe('logits of an ensemble', () => {
  it('the loss averages over members, and the prediction comes from the average logits', () => {
    const other = tf.tensor2d([-3, -2, 4], [3, 1]);
    const stacked = tf.stack([single(), other], 1) as tf.Tensor3D; // (3, 2, 1)
    const [first, second] = [crossEntropy(single(), labels()), crossEntropy(other, labels())];
    expect(crossEntropy(stacked, labels()).dataSync()[0]).toBeCloseTo(
      (first.dataSync()[0]! + second.dataSync()[0]!) / 2,
      6,
    );
    const mean = tf.tensor2d([-0.5, -1.5, 1.75], [3, 1]);
    expect(accuracyOf(stacked, labels()).dataSync()[0]).toBeCloseTo(2 / 3, 6);
    expectClose([classProbabilities(stacked)], [classProbabilities(mean)]);
  });
});
