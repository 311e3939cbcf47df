import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../lib/backend';
import { accuracyOf } from '../lib/evaluation';
import { classLogits, crossEntropy } from '../lib/loss';
import { expectClose } from './layers/gradients';
import './tensor-leaks';

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
    expectClose([classLogits(single())], [pairs()]);
  });
});

describe('crossEntropy', () => {
  it('keeps its digits for large logits', () => {
    const loss = crossEntropy(tf.tensor2d([[30_000, 30_001]]), tf.tensor1d([0], 'int32'));
    expect(loss.dataSync()[0]).toBeCloseTo(Math.log(1 + Math.E), 6);
  });

  it.each<[string, number[]]>([
    ['two logits', [3, 2]],
    ['one logit', [6, 1]],
    ['an ensemble', [3, 2, 2]],
  ])('leaves no tensor in memory but its result: %s', (_, shape) => {
    const logits: tf.Tensor = tf.ones(shape);
    const truth = tf.zeros([shape[0]!], 'int32') as tf.Tensor1D;
    expect(() => crossEntropy(logits as tf.Tensor2D, truth)).toLeakNoTensors();
  });

  it('has the gradient (softmax - one-hot) / batch', () => {
    const logits = tf.tensor2d([
      [1, -2, 0.5],
      [0, 3, -1],
    ]);
    const truth = tf.tensor1d([2, 1], 'int32');
    const gradient = tf.grad((z) => crossEntropy(z as tf.Tensor2D, truth))(logits);
    expectClose([gradient], [tf.softmax(logits).sub(tf.oneHot(truth, 3)).div(2)]);
  });
});

describe('target distributions', () => {
  const logits = () =>
    tf.tensor2d([
      [1, -2, 0.5],
      [0, 3, -1],
    ]);

  it('one-hot targets give the loss and the gradient of the labels', () => {
    const truth = tf.tensor1d([2, 1], 'int32');
    const oneHot = tf.oneHot(truth, 3).toFloat() as tf.Tensor2D;
    const both = [truth, oneHot].map((labels) =>
      tf.grad((z) => crossEntropy(z as tf.Tensor2D, labels))(logits()),
    );
    expectClose([both[1]!], [both[0]!]);
    expect(crossEntropy(logits(), oneHot).dataSync()).toEqual(crossEntropy(logits(), truth).dataSync());
  });

  it('soft and weighted targets have the gradient of the cross-entropy', () => {
    const targets = tf.tensor2d([
      [0.2, 0.5, 0.3],
      [0, 3, 0],
    ]);
    const plain = (z: tf.Tensor) => tf.logSoftmax(z).mul(targets).sum().div(-2);
    const ours = (z: tf.Tensor) => crossEntropy(z as tf.Tensor2D, targets);
    expectClose([ours(logits()), tf.grad(ours)(logits())], [plain(logits()), tf.grad(plain)(logits())]);
  });

  it('a single logit and the members of an ensemble take them, too', () => {
    const targets = tf.tensor2d([
      [0.3, 0.7],
      [1, 0],
      [0, 1],
    ]);
    expectClose([crossEntropy(single(), targets)], [crossEntropy(pairs(), targets)]);
    const stacked = tf.stack([single(), single()], 1) as tf.Tensor3D;
    expectClose([crossEntropy(stacked, targets)], [crossEntropy(single(), targets)]);
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
    expectClose([classLogits(stacked)], [classLogits(mean)]);
  });
});
