import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { negativeSamplingLoss, skipGramPairs } from '../../solutions/07-skip-gram-loss';
import { Complaint, expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

function pairs(sentence: string[], radius: number, why: string): void {
  const answer: unknown = skipGramPairs(Object.freeze(sentence) as string[], radius);
  const expected = sentence.flatMap((center, at) =>
    sentence.flatMap((context, other) =>
      other !== at && Math.abs(other - at) <= radius ? [[center, context]] : [],
    ),
  );
  const example = `skipGramPairs(${written(sentence)}, ${radius}) gave ${written(answer)}, not ${written(expected)}`;
  expectThat(Array.isArray(answer), `the answer must be an array of pairs: ${example}`);
  if (written(answer) === written(expected)) return;
  const turned = expected.map(([center, context]) => [context, center]);
  expectThat(
    written(answer) !== written(turned),
    `the centre comes first in each pair, then its context: ${example}`,
  );
  expectThat(
    written([...answer].sort()) !== written([...expected].sort()),
    `these are the right pairs in another order: place by place, and for each from left to right; ${example}`,
  );
  expectThat(false, `${why}: ${example}`);
}

test('words on both sides make a pair', () =>
  pairs(['a', 'good', 'film'], 1, 'each word is predicted from the one before it and from the one after it'));

test('the radius is how far words may stand apart', () =>
  pairs(['a', 'very', 'good', 'film'], 2, 'words up to two places away make a pair, and others do not'));

test('a word that stands alone makes no pair', () => pairs(['film'], 2, 'a word is not its own context'));

test('any sentence', () => {
  const sentence = fc.array(fc.constantFrom('very', 'good', 'film'), { maxLength: 5 });
  forAll(fc.tuple(sentence, fc.integer({ min: 1, max: 3 })), ([words, radius]) =>
    pairs(words, radius, 'these pairs are not right'),
  );
});

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
/** Minus the logarithm of the sigmoid of a score. */
const cost = (score: number) =>
  score < 0 ? Math.log1p(Math.exp(score)) - score : Math.log1p(Math.exp(-score));

function loses(center: number[], context: number[], negatives: number[][], why: string): void {
  const answer: unknown = negativeSamplingLoss(
    tf.tensor1d(center),
    tf.tensor1d(context),
    tf.tensor2d(negatives, [negatives.length, center.length]),
  );
  expectShape(answer, [], 'a scalar');
  const value = valuesOf(answer) as number;
  const near = cost(dot(context, center));
  const costs = negatives.map((negative) => cost(-dot(negative, center)));
  const far = costs.reduce((sum, one) => sum + one, 0);
  if (close(value, near + far)) return;
  const example = `for the centre ${written(center)}, its context ${written(context)} and the negatives ${written(negatives)} the loss is ${written(value)}, not ${written(near + far)}`;
  expectThat(
    Number.isFinite(value),
    `a sigmoid was rounded to 0 before its logarithm was taken: take both in one; ${example}`,
  );
  expectThat(
    !close(value, -near - far),
    `the sign is wrong: the better the answers, the smaller the loss; ${example}`,
  );
  const alike = negatives.map((negative) => cost(dot(negative, center))).reduce((sum, one) => sum + one, 0);
  expectThat(
    !close(value, near + alike),
    `the negatives are treated like the context: they do not belong there, so the sign of their scores turns round; ${example}`,
  );
  expectThat(
    !close(value, near + far / negatives.length),
    `the negatives add up, they are not averaged; ${example}`,
  );
  expectThat(false, `${why}; ${example}`);
}

test('vectors that say nothing cost ln 2 for each question', () =>
  loses([0, 0], [0, 0], [[0, 0]], 'each question has two answers'));

test('a context that lies in the same direction costs little', () =>
  loses([2, 0], [2, 0], [[0, 0]], 'the score of the context is its dot product with the centre'));

test('a negative that lies in the same direction costs much', () =>
  loses([2, 0], [0, 0], [[2, 0]], 'a negative with a high score is a wrong answer'));

test('all negatives add up', () =>
  loses(
    [1, 1],
    [0.5, 0],
    [
      [1, 0],
      [0, -2],
      [3, 1],
    ],
    'each negative is a question of its own',
  ));

test('large scores', () => {
  loses([20, 0], [-10, 0], [[0, 0]], 'a score of -200 costs 200');
  loses([20, 0], [0, 0], [[10, 0]], 'a negative with a score of 200 costs 200');
});

test('any vectors', () => {
  const value = fc.integer({ min: -30, max: 30 }).map((n) => n / 10);
  const examples = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .chain(([d, count]) => {
      const vector = fc.array(value, { minLength: d, maxLength: d });
      return fc.tuple(vector, vector, fc.array(vector, { minLength: count, maxLength: count }));
    });
  forAll(
    examples,
    ([center, context, negatives]) => loses(center, context, negatives, 'this loss is not right'),
    60,
  );
});

function gradientOfCenter(context: tf.Tensor1D, negatives: tf.Tensor2D) {
  try {
    const loss = (center: tf.Tensor) => negativeSamplingLoss(center as tf.Tensor1D, context, negatives);
    return gradientOf(loss, tf.tensor1d([0, 0]));
  } catch (error) {
    if (!String(error).includes("reading 'backend'")) throw error;
    throw new Complaint(
      'the gradient needs a tensor that tf.tidy has disposed. tf.logSigmoid does not keep what its gradient needs: ' +
        'use that minus log sigmoid(s) is tf.softplus(-s)',
    );
  }
}

test('the gradient moves the centre to its context and away from the negatives', () => {
  const [context, negatives] = [tf.tensor1d([1, 0]), tf.tensor2d([[0, 1]])];
  const gradient = gradientOfCenter(context, negatives);
  expectThat(
    close(gradient, [-0.5, 0.5]),
    `for a centre of [0, 0], the context [1, 0] and the negative [0, 1] the gradient is [-0.5, 0.5], not ${written(gradient)}`,
  );
});

test('no tensor is left behind', () => {
  const [center, context, negatives] = [tf.tensor1d([1, 0]), tf.tensor1d([1, 0]), tf.tensor2d([[0, 1]])];
  expectNoLeak(() => [negativeSamplingLoss(center, context, negatives)]);
});
