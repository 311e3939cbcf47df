import { beforeAll, test } from 'vitest';
import {
  type DrawnReview,
  drawTestBatch,
  drawTrainingBatch,
  type RandomInteger,
} from '../../solutions/26-hunt-test-reviews';
import { expectThat, written } from './complaint';
import { randomFrom } from './random';

const REVIEWS = 25_000;
const DRAWS = 500_000; // each of 23,000 rows is missed with a probability of e^-22

let trainLabels: Map<number, string>;
let testLabels: Map<number, string>;

/** Draws so often that every possible row comes, and returns the label of each row. */
function drawn(
  draw: (size: number, integer: RandomInteger) => DrawnReview[],
  name: string,
): Map<number, string> {
  const random = randomFrom(5);
  const integer = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const batch: unknown = draw(DRAWS, integer);
  expectThat(
    Array.isArray(batch) && batch.length === DRAWS,
    `${name}(${DRAWS}, integer) must return an array of ${DRAWS} reviews`,
  );
  const labels = new Map<number, string>();
  for (const { row, label } of batch as DrawnReview[]) {
    expectThat(
      Number.isInteger(row) && row >= 0 && row < REVIEWS,
      `${name} draws row ${row}: the rows are 0 to ${REVIEWS - 1}`,
    );
    const before = labels.get(row);
    expectThat(
      before === undefined || before === label,
      `${name} labels row ${row} ${before} in one batch and ${label} in another`,
    );
    labels.set(row, label);
  }
  return labels;
}

beforeAll(() => {
  trainLabels = drawn(drawTrainingBatch, 'drawTrainingBatch');
  testLabels = drawn(drawTestBatch, 'drawTestBatch');
});

const some = (rows: readonly number[]) =>
  rows.length > 4 ? `${rows.slice(0, 3).join(', ')} and ${rows.length - 3} more` : rows.join(', ');

test('no row is drawn for both training and testing', () => {
  const shared = [...testLabels.keys()].filter((row) => trainLabels.has(row));
  expectThat(
    shared.length === 0,
    `a leak: ${shared.length === 1 ? 'one row is' : `${shared.length} rows are`} drawn for training and for testing. Which? Draw many batches of both, and compare their rows`,
  );
});

test('every drawn row has its true label', () => {
  for (const [set, labels] of [
    ['the test set', testLabels],
    ['the training set', trainLabels],
  ] as const) {
    const wrong = [...labels].filter(
      ([row, label]) => label !== (row < REVIEWS / 2 ? 'positive' : 'negative'),
    );
    const rows = wrong.map(([row]) => row).sort((a, b) => a - b);
    expectThat(
      rows.length === 0,
      `a wrong label in ${set}: rows 0 to 12499 are positive, 12500 to 24999 negative. Wrong: ${some(rows)}`,
    );
  }
});

test('every row is drawn for training or testing', () => {
  const never = Array.from({ length: REVIEWS }, (_, row) => row).filter(
    (row) => !trainLabels.has(row) && !testLabels.has(row),
  );
  expectThat(never.length === 0, `rows that are never drawn: ${some(never)}`);
});

test('the test set has about 2,000 rows, half of them positive', () => {
  const positive = [...testLabels.values()].filter((label) => label === 'positive').length;
  const negative = testLabels.size - positive;
  expectThat(
    testLabels.size >= 1900 && testLabels.size <= 2100,
    `${testLabels.size} reviews are in the test set; there should be about 2,000`,
  );
  expectThat(
    Math.abs(positive - negative) <= 10,
    `of the test reviews ${positive} are positive and ${negative} negative; there should be about as many of each`,
  );
});

test('the labels of a training batch alternate', () => {
  const random = randomFrom(9);
  const batch = drawTrainingBatch(4, (low, high) => low + Math.floor(random() * (high - low + 1)));
  const labels = batch.map(({ label }) => label);
  expectThat(
    written(labels) === written(['positive', 'negative', 'positive', 'negative']),
    `a training batch of 4 has the labels ${written(labels)}: they must alternate, positive first`,
  );
});
