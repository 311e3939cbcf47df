import { beforeAll, test } from 'vitest';
import {
  type Drawn,
  drawTestBatch,
  drawTrainingBatch,
  type RandomInteger,
} from '../../solutions/24-hunt-test-reviews';
import { expectThat, written } from './complaint';
import { randomFrom } from './random';

const REVIEWS = 25_000;
const DRAWS = 1_000_000; // each of 23,000 rows is missed with a probability of e^-43

let trained: Map<number, string>;
let tested: Map<number, string>;

/** Draws until every row that can come has come, and returns the label of each. */
function drawn(draw: (size: number, integer: RandomInteger) => Drawn[], name: string): Map<number, string> {
  const random = randomFrom(5);
  const integer = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const batch: unknown = draw(DRAWS, integer);
  expectThat(
    Array.isArray(batch) && batch.length === DRAWS,
    `${name}(${DRAWS}, integer) must give an array of ${DRAWS} reviews`,
  );
  const labels = new Map<number, string>();
  for (const { row, label } of batch as Drawn[]) {
    expectThat(
      Number.isInteger(row) && row >= 0 && row < REVIEWS,
      `${name} draws row ${row}: the rows are 0 to ${REVIEWS - 1}`,
    );
    const before = labels.get(row);
    expectThat(
      before === undefined || before === label,
      `${name} calls row ${row} ${before} in one batch and ${label} in another`,
    );
    labels.set(row, label);
  }
  return labels;
}

beforeAll(() => {
  trained = drawn(drawTrainingBatch, 'drawTrainingBatch');
  tested = drawn(drawTestBatch, 'drawTestBatch');
});

const some = (rows: readonly number[]) =>
  rows.length > 4 ? `${rows.slice(0, 3).join(', ')} and ${rows.length - 3} more` : rows.join(', ');

test('no review is trained on and tested on', () => {
  const shared = [...tested.keys()].filter((row) => trained.has(row)).sort((a, b) => a - b);
  expectThat(shared.length === 0, `a leak: rows ${some(shared)} are drawn for training and for testing`);
});

test('every label is true', () => {
  for (const [part, labels] of [
    ['testing', tested],
    ['training', trained],
  ] as const) {
    const wrong = [...labels].filter(
      ([row, label]) => label !== (row < REVIEWS / 2 ? 'positive' : 'negative'),
    );
    const rows = wrong.map(([row]) => row).sort((a, b) => a - b);
    expectThat(
      rows.length === 0,
      `a wrong label in ${part}: rows 0 to 12499 are positive, 12500 to 24999 negative. Called the other: ${some(rows)}`,
    );
  }
});

test('every review is drawn', () => {
  const never = Array.from({ length: REVIEWS }, (_, row) => row).filter(
    (row) => !trained.has(row) && !tested.has(row),
  );
  expectThat(never.length === 0, `rows that are never drawn at all: ${some(never)}`);
});

test('the test reviews are about 2,000, half of them positive', () => {
  const positive = [...tested.values()].filter((label) => label === 'positive').length;
  const negative = tested.size - positive;
  expectThat(
    tested.size >= 1900 && tested.size <= 2100,
    `${tested.size} reviews are kept for testing; there should be about 2,000`,
  );
  expectThat(
    Math.abs(positive - negative) <= 2,
    `of the test reviews ${positive} are positive and ${negative} negative; there should be as many of both`,
  );
});

test('a training batch takes turns', () => {
  const random = randomFrom(9);
  const batch = drawTrainingBatch(4, (low, high) => low + Math.floor(random() * (high - low + 1)));
  const labels = batch.map(({ label }) => label);
  expectThat(
    written(labels) === written(['positive', 'negative', 'positive', 'negative']),
    `a training batch of 4 has the labels ${written(labels)}: it must take turns, positive first`,
  );
});
