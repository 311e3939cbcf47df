import fc from 'fast-check';
import { test } from 'vitest';
import { type Accuracy, accuracyOf, differ } from '../../solutions/25-accuracy-and-its-error';
import { expectThat, forAll, written } from './complaint';

const near = (given: unknown, expected: number) =>
  typeof given === 'number' && Math.abs(given - expected) <= 1e-6;

function measures(predictions: number[], labels: number[]): void {
  const result = accuracyOf(Object.freeze(predictions) as number[], labels) as Partial<Accuracy> | undefined;
  expectThat(
    result instanceof Object,
    `the result must be an object { accuracy, standardError }, not ${written(result)}`,
  );
  const n = labels.length;
  const p = predictions.filter((prediction, at) => prediction === labels[at]).length / n;
  const example = `for the predictions ${n > 12 ? `of ${n} reviews, ${written(100 * p)} % of them right` : `${written(predictions)} and the labels ${written(labels)}`}`;
  const { accuracy, standardError: error } = result;
  expectThat(
    !near(accuracy, 100 * p) || p === 0,
    `the accuracy is a share from 0 to 1, not a percentage: it is ${written(accuracy)}, not ${written(p)}, ${example}`,
  );
  expectThat(near(accuracy, p), `the accuracy is ${written(accuracy)}, not ${written(p)}: ${example}`);
  const expected = Math.sqrt((p * (1 - p)) / n);
  if (near(error, expected)) return;
  const outcome = `the standard error is ${written(error)}, not ${written(expected)}, ${example}`;
  expectThat(!near(error, expected ** 2), `the square root is missing; ${outcome}`);
  expectThat(
    !near(error, Math.sqrt(p * (1 - p))),
    `this is the standard deviation of single predictions: the standard error of their mean shrinks with the number of reviews; ${outcome}`,
  );
  expectThat(
    !near(error, Math.sqrt(p * (1 - p)) / n),
    `the number of reviews belongs under the square root: half the error takes four times as many reviews; ${outcome}`,
  );
  expectThat(
    !near(error, Math.sqrt((p * (1 - p)) / (n - 1))) || n === 1,
    `the equation divides by n, the number of predictions, not by n - 1; ${outcome}`,
  );
  expectThat(
    !near(error, 1 - p),
    `this is the share of wrong predictions, not the standard error of the accuracy; ${outcome}`,
  );
  expectThat(false, outcome);
}

// Of eight, not of four as in the example: there, several mistakes would give the same number.
test('accuracyOf is 0.75 for six right predictions of eight', () =>
  measures([0, 1, 1, 0, 0, 1, 1, 0], [0, 1, 1, 1, 0, 1, 1, 1]));

test('accuracyOf has a standard error of 0 if all predictions are right, or all wrong', () => {
  measures([1, 1], [1, 1]);
  measures([1, 1], [0, 0]);
});

test('accuracyOf is right for ten batches of 24 reviews', () => {
  const labels = new Array<number>(240).fill(1);
  measures(
    labels.map((_, n) => (n < 204 ? 1 : 0)),
    labels,
  );
});

test('accuracyOf is right for any predictions', () => {
  const classes = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), {
    minLength: 1,
    maxLength: 12,
  });
  forAll(classes, (pairs) =>
    measures(
      pairs.map(([prediction]) => prediction),
      pairs.map(([, label]) => label),
    ),
  );
});

function compares(a: Accuracy, b: Accuracy): void {
  const gap = Math.abs(a.accuracy - b.accuracy);
  const error = Math.hypot(a.standardError, b.standardError);
  if (Math.abs(gap - 2 * error) < 1e-9) return; // on the boundary
  const answer: unknown = differ(a, b);
  if (answer === gap > 2 * error) return;
  const percent = (share: number) => `${written(100 * share)}`;
  const example =
    `${percent(a.accuracy)} % ± ${percent(a.standardError)} and ${percent(b.accuracy)} % ± ${percent(b.standardError)} ` +
    `${answer ? 'do not differ' : 'differ'} by more than twice the standard error of the difference, ${percent(error)} points; the result was ${written(answer)}`;
  expectThat(
    answer !== gap > 2 * (a.standardError + b.standardError) || a.standardError * b.standardError === 0,
    `standard errors do not add up, their squares do: ${example}`,
  );
  expectThat(answer !== gap > 1.96 * error, `the limit is two standard errors, not 1.96: ${example}`);
  expectThat(
    a.accuracy >= b.accuracy,
    `the second accuracy is the higher one here: ignore the sign of the difference: ${example}`,
  );
  expectThat(answer !== gap > error, `one standard error may well be chance, the limit is two: ${example}`);
  expectThat(false, example);
}

test('differ compares with two standard errors of the difference', () => {
  compares({ accuracy: 0.9, standardError: 0.01 }, { accuracy: 0.5, standardError: 0.01 });
  compares({ accuracy: 0.86, standardError: 0.01 }, { accuracy: 0.84, standardError: 0.01 });
});

test('differ adds up the squares of the standard errors', () =>
  compares({ accuracy: 0.86, standardError: 0.01 }, { accuracy: 0.825, standardError: 0.01 }));

test('differ ignores which accuracy is higher', () =>
  compares({ accuracy: 0.5, standardError: 0.01 }, { accuracy: 0.9, standardError: 0.01 }));

test('differ is right for any two accuracies', () => {
  const accuracy = fc.record({
    accuracy: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
    standardError: fc.integer({ min: 0, max: 20 }).map((n) => n / 100),
  });
  forAll(fc.tuple(accuracy, accuracy), ([a, b]) => compares(a, b));
});
