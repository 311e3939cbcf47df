import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { crossEntropy } from '../../solutions/19-softmax-cross-entropy';
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
  // A float32 has 24 binary digits: log(sum) plus a logit of a thousand is rounded.
  const rounding = 2 ** -24 * Math.max(...logits.flat().map(Math.abs));
  if (Math.abs(value - expected) <= 1e-5 * Math.max(1, expected) + rounding) return;
  // Four digits may not show the difference.
  const digits = written(value) === written(expected) ? String : written;
  const outcome = `for the logits ${written(logits)} and the labels ${written(labels)} the loss is ${digits(value)}, not ${digits(expected)}`;
  expectThat(
    !Number.isNaN(value),
    `the exponentials overflowed, and infinity divided by infinity is NaN; ${outcome}`,
  );
  expectThat(
    Number.isFinite(value),
    `this is the logarithm of 0, or of Infinity: a probability or a sum of exponentials was rounded to 0, or overflowed, before its logarithm was taken; ${outcome}`,
  );
  expectThat(
    losses.length === 1 || !close(value, sum(losses)),
    `this is the sum over the reviews, not the mean; ${outcome}`,
  );
  expectThat(!close(value, expected / Math.LN2), `this is in bits: use the natural logarithm; ${outcome}`);
  expectThat(
    !close(value, -expected),
    `the sign is wrong: the better the classifier, the smaller the loss; ${outcome}`,
  );
  const classes = logits[0]!.length;
  expectThat(
    !close(value, expected / classes),
    `this is the mean over reviews and classes: sum over the classes, and average over the reviews; ${outcome}`,
  );
  expectThat(false, `${why}; ${outcome}`);
}

test('crossEntropy is ln 2 for two equal logits', () =>
  examine([[0, 0]], [1], 'both classes are equally likely'));

test('crossEntropy is minus the log-probability of the true class', () => {
  examine([[2, 0]], [0], 'the first class is the label here');
  examine([[2, 0]], [1], 'the second class is the label here');
});

test('crossEntropy normalizes over three classes', () =>
  examine([[1, 2, 3]], [1], 'the probabilities of all classes sum to 1'));

test('crossEntropy averages over the batch', () =>
  examine(
    [
      [1, 0],
      [0, 3],
      [0, 0],
    ],
    [0, 0, 1],
    'the loss of a batch is the mean over its reviews',
  ));

test('crossEntropy does not overflow for large logits', () => {
  examine([[100, 0]], [0], 'a confident right prediction has a loss of 0');
  examine([[-100, -101]], [0], 'only the differences between logits matter');
});

test('crossEntropy is the difference of the logits for a confident wrong prediction', () => {
  examine([[50, 0]], [1], 'a small number was added somewhere, which hides how wrong this prediction is');
  examine([[1000, 0]], [1], 'a small number was added somewhere, which hides how wrong this prediction is');
});

test('crossEntropy is 0 for a confident right prediction, without any small number', () => {
  const answer = crossEntropy(tf.tensor2d([[100, 0]]), tf.tensor1d([0], 'int32'));
  const loss = valuesOf(answer) as number;
  expectThat(
    Math.abs(loss) < 1e-9,
    `a small number was added somewhere: for the logits [[100, 0]] and the labels [0] the loss is ${written(loss)}, not 0`,
  );
});

/** Returns the names of the operations of TensorFlow.js that `work` calls. */
function operationsOf(work: () => tf.Tensor): Set<string> {
  const engine = tf.engine();
  const names = new Set<string>();
  const start = engine.startScope.bind(engine);
  engine.startScope = (name) => {
    names.add(String(name).replace(/__op$/, '')); // a tidy has no name
    start(name);
  };
  try {
    work().dispose();
  } finally {
    Reflect.deleteProperty(engine, 'startScope');
  }
  return names;
}

test('crossEntropy is made of exp, log and sums', () => {
  const labels = tf.tensor1d([0, 1], 'int32');
  const names = operationsOf(() => crossEntropy(tf.ones([2, 3]), labels));
  for (const [name, shown] of [
    ['softmaxCrossEntropy', 'tf.losses'],
    ['softmax', 'tf.softmax'],
    ['logSoftmax', 'tf.logSoftmax'],
    ['logSumExp', 'tf.logSumExp'],
  ] as const)
    expectThat(!names.has(name), `this uses ${shown}: use exp, log and sums instead`);
});

test('crossEntropy subtracts the largest logit of each review', () =>
  examine(
    [
      [0, 1],
      [1000, 1001],
    ],
    [0, 0],
    'subtract the largest logit of each review',
  ));

test('crossEntropy is right for any batch', () => {
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

test('the gradient of crossEntropy is the probabilities minus the one-hot labels', () => {
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
    `for the logits ${written(logits)} and the labels [0, 1] the gradient must be ${written(expected)}, not ${written(gradient)}`,
  );
});

test('crossEntropy leaves no other tensor in memory', () => {
  const logits = tf.ones([3, 2]) as tf.Tensor2D;
  const labels = tf.tensor1d([0, 1, 1], 'int32');
  expectNoLeak(() => [crossEntropy(logits, labels)]);
});
