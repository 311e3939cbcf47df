import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { crossEntropy } from '../../solutions/17-softmax-cross-entropy';
import { expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

/** The loss of each review, in double precision. */
function lossesOf(logits: number[][], labels: number[]): number[] {
  return logits.map((row, b) => {
    const top = Math.max(...row);
    return Math.log(sum(row.map((z) => Math.exp(z - top)))) + top - row[labels[b]!]!;
  });
}

function examine(logits: number[][], labels: number[], why: string): void {
  const answer: unknown = crossEntropy(tf.tensor2d(logits), tf.tensor1d(labels, 'int32'));
  expectShape(answer, [], 'a scalar, the mean over the batch');
  const value = valuesOf(answer) as number;
  const losses = lossesOf(logits, labels);
  const expected = sum(losses) / losses.length;
  if (Math.abs(value - expected) <= 1e-5 * Math.max(1, expected)) return;
  const outcome = `for the logits ${written(logits)} and the labels ${written(labels)} the loss is ${written(value)}, not ${written(expected)}`;
  expectThat(
    !Number.isNaN(value),
    `the exponentials grew too large, and infinity divided by infinity is not a number; ${outcome}`,
  );
  expectThat(
    Number.isFinite(value),
    `this is the logarithm of 0: a probability or a sum of exponentials was rounded to 0 before its logarithm was taken; ${outcome}`,
  );
  expectThat(
    losses.length === 1 || !close(value, sum(losses)),
    `this is the sum over the reviews, not the mean; ${outcome}`,
  );
  expectThat(
    !close(value, expected / Math.LN2),
    `this is in bits: the logarithm is the natural one; ${outcome}`,
  );
  expectThat(
    !close(value, -expected),
    `the sign is wrong: the better the classifier, the smaller the loss; ${outcome}`,
  );
  const classes = logits[0]!.length;
  expectThat(
    !close(value, expected / classes),
    `this is the mean over reviews and classes: sum over the classes, and take the mean over the reviews; ${outcome}`,
  );
  expectThat(false, `${why}; ${outcome}`);
}

test('a coin scores ln 2', () => examine([[0, 0]], [1], 'both classes are as likely'));

test('the loss is that of the right class', () => {
  examine([[2, 0]], [0], 'the first class is right here');
  examine([[2, 0]], [1], 'the second class is right here');
});

test('three classes', () => examine([[1, 2, 3]], [1], 'all classes share the probability'));

test('the mean over a batch', () =>
  examine(
    [
      [1, 0],
      [0, 3],
      [0, 0],
    ],
    [0, 0, 1],
    'the batch has the mean of its reviews',
  ));

test('large logits do not overflow', () => {
  examine([[100, 0]], [0], 'a sure and right answer costs nothing');
  examine([[-100, -101]], [0], 'only differences between logits count');
});

test('a sure and wrong answer costs all of the difference', () => {
  examine([[50, 0]], [1], 'a small number was added somewhere, which hides how wrong this answer is');
  examine([[1000, 0]], [1], 'a small number was added somewhere, which hides how wrong this answer is');
});

test('each review has its own greatest logit', () =>
  examine(
    [
      [0, 1],
      [1000, 1001],
    ],
    [0, 0],
    'what is subtracted must be the greatest logit of that review',
  ));

test('any batch', () => {
  const batches = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 4 }))
    .chain(([batch, classes]) =>
      fc.tuple(
        fc.array(fc.array(fc.integer({ min: -300, max: 300 }), { minLength: classes, maxLength: classes }), {
          minLength: batch,
          maxLength: batch,
        }),
        fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: batch, maxLength: batch }),
      ),
    );
  forAll(batches, ([logits, labels]) => examine(logits, labels, 'this loss is not right'), 100);
});

test('the gradient is the probabilities minus the right answers', () => {
  const labels = tf.tensor1d([0, 1], 'int32');
  const logits = [
    [0, 0],
    [200, 0],
  ];
  const gradient = gradientOf((z) => crossEntropy(z as tf.Tensor2D, labels), tf.tensor2d(logits));
  const expected = [
    [-0.25, 0.25],
    [0.5, -0.5],
  ];
  expectThat(
    close(gradient, expected),
    `for the logits ${written(logits)} and the labels [0, 1] the gradient is ${written(expected)}, not ${written(gradient)}`,
  );
});

test('no tensor is left behind', () => {
  const logits = tf.ones([3, 2]) as tf.Tensor2D;
  const labels = tf.tensor1d([0, 1, 1], 'int32');
  expectNoLeak(() => [crossEntropy(logits, labels)]);
});
