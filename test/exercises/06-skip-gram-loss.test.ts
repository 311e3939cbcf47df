import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { negativeSamplingLoss, skipGramPairs } from '../../solutions/06-skip-gram-loss';
import { Complaint, expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

function pairs(sentence: string[], windowSize: number, why: string): void {
  const answer: unknown = skipGramPairs(Object.freeze(sentence) as string[], windowSize);
  const expected = sentence.flatMap((center, at) =>
    sentence.flatMap((context, other) =>
      other !== at && Math.abs(other - at) <= windowSize ? [[center, context]] : [],
    ),
  );
  const example = `skipGramPairs(${written(sentence)}, ${windowSize}) gave ${written(answer)}, not ${written(expected)}`;
  expectThat(Array.isArray(answer), `the result must be an array of pairs: ${example}`);
  if (written(answer) === written(expected)) return;
  const swapped = expected.map(([center, context]) => [context, center]);
  expectThat(
    written(answer) !== written(swapped),
    `the center must come first in each pair, then its context word: ${example}`,
  );
  expectThat(
    written([...answer].sort()) !== written([...expected].sort()),
    `these are the right pairs in the wrong order: the centers come in the order of the sentence, the context words of each from left to right; ${example}`,
  );
  expectThat(false, `${why}: ${example}`);
}

test('skipGramPairs pairs each word with the words on both sides', () =>
  pairs(['a', 'good', 'film'], 1, 'each word must be paired with the word before it and the word after it'));

test('skipGramPairs pairs words up to windowSize positions apart', () =>
  pairs(['a', 'very', 'good', 'film'], 2, 'words up to two positions apart make a pair, and others do not'));

test('skipGramPairs gives no pair for a single word', () =>
  pairs(['film'], 2, 'a word is not its own context'));

test('skipGramPairs is right for any sentence and window size', () => {
  const sentence = fc.array(fc.constantFrom('very', 'good', 'film'), { maxLength: 5 });
  forAll(fc.tuple(sentence, fc.integer({ min: 1, max: 3 })), ([words, windowSize]) =>
    pairs(words, windowSize, 'these pairs are not right'),
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
  const positiveLoss = cost(dot(context, center));
  const costs = negatives.map((negative) => cost(-dot(negative, center)));
  const negativeLoss = costs.reduce((sum, one) => sum + one, 0);
  if (close(value, positiveLoss + negativeLoss)) return;
  const example = `for the center ${written(center)}, the context ${written(context)} and the negatives ${written(negatives)} the loss is ${written(value)}, not ${written(positiveLoss + negativeLoss)}`;
  expectThat(
    Number.isFinite(value),
    `a sigmoid was rounded to 0 before its logarithm was taken: compute both together; ${example}`,
  );
  expectThat(
    !close(value, -positiveLoss - negativeLoss),
    `the sign is wrong: the better the predictions, the smaller the loss; ${example}`,
  );
  const wrongSign = negatives
    .map((negative) => cost(dot(negative, center)))
    .reduce((sum, one) => sum + one, 0);
  expectThat(
    !close(value, positiveLoss + wrongSign),
    `the negatives are treated like the context: they do not belong there, so their scores need a minus sign; ${example}`,
  );
  expectThat(
    !close(value, positiveLoss + negativeLoss / negatives.length),
    `the losses of the negatives must be summed, not averaged; ${example}`,
  );
  expectThat(false, `${why}; ${example}`);
}

test('negativeSamplingLoss is ln 2 per word for zero vectors', () =>
  loses([0, 0], [0, 0], [[0, 0]], 'with a score of 0 both classes are equally likely'));

test('negativeSamplingLoss is small for a context with the direction of the center', () =>
  loses([2, 0], [2, 0], [[0, 0]], 'the score of the context is its dot product with the center'));

test('negativeSamplingLoss is large for a negative with the direction of the center', () =>
  loses([2, 0], [0, 0], [[2, 0]], 'a negative with a high score is a wrong prediction'));

test('negativeSamplingLoss sums over the negatives', () =>
  loses(
    [1, 1],
    [0.5, 0],
    [
      [1, 0],
      [0, -2],
      [3, 1],
    ],
    'each negative adds its own loss',
  ));

test('negativeSamplingLoss stays finite for large scores', () => {
  loses([20, 0], [-10, 0], [[0, 0]], 'the loss for a score of -200 is 200');
  loses([20, 0], [0, 0], [[10, 0]], 'the loss for a negative with a score of 200 is 200');
});

test('negativeSamplingLoss is right for any vectors', () => {
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
      'the gradient needs a tensor that tf.tidy disposed. tf.logSigmoid does not keep what its gradient needs: ' +
        'use tf.softplus(-s), which is minus log sigmoid(s)',
    );
  }
}

test('the gradient of negativeSamplingLoss moves the center to its context and away from the negatives', () => {
  const [context, negatives] = [tf.tensor1d([1, 0]), tf.tensor2d([[0, 1]])];
  const gradient = gradientOfCenter(context, negatives);
  expectThat(
    close(gradient, [-0.5, 0.5]),
    `for the center [0, 0], the context [1, 0] and the negative [0, 1] the gradient must be [-0.5, 0.5], not ${written(gradient)}`,
  );
});

test('negativeSamplingLoss leaves no other tensor in memory', () => {
  const [center, context, negatives] = [tf.tensor1d([1, 0]), tf.tensor1d([1, 0]), tf.tensor2d([[0, 1]])];
  expectNoLeak(() => [negativeSamplingLoss(center, context, negatives)]);
});
