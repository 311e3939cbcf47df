/** The number of rows in the tutorial's matrix: the first half is positive, the rest negative. */
export const REVIEWS = 25_000;

/** One review of a batch. */
export interface DrawnReview {
  /** The row of the review in the matrix, counted from 0. */
  row: number;
  label: 'positive' | 'negative';
}

/** Returns a whole number from `low` to `high`, both included, each equally likely. */
export type RandomInteger = (low: number, high: number) => number;

/**
 * BUG HUNT. These two functions draw the batches of the tutorial. Most reviews of the matrix are
 * for training, and those in its middle are the test set. The code looks right and runs without an
 * error. Run it to find the bugs, and fix them, so that
 *
 * - no review is drawn for training *and* for testing,
 * - every review can be drawn for one of the two,
 * - each has its true label,
 * - the test set has about 2,000 reviews, half of them positive,
 * - the labels of a training batch alternate: positive, negative, positive, ...
 */
export function drawTrainingBatch(size: number, integer: RandomInteger): DrawnReview[] {
  // HINT The original counts reviews from 1, and rows are counted from 0. Which rows come out for
  //      the lowest and the highest numbers that are drawn?
  // HINT Section "Data leakage" of notebook 16 gives the original's functions a matrix whose rows
  //      hold their own numbers. It lists which rows are in both sets, which has a wrong label,
  //      and which is never drawn.
  // HINT Write the boundaries down once, as rows from 0. For example, the test set has the rows
  //      from 11,500 up to, not including, 13,500. All other numbers follow from these, from 0 and
  //      from 25,000. The label follows from `row < 12_500`.
  // BEGIN SOLUTION drawTrainingBatch
  return Array.from({ length: size }, (_, n): DrawnReview => {
    if (n % 2 === 0) return { row: integer(0, TEST_FROM - 1), label: 'positive' };
    return { row: integer(TEST_TO, REVIEWS - 1), label: 'negative' };
  });
  // GIVEN
  // const batch: DrawnReview[] = [];
  // for (let n = 0; n < size; n++) {
  //   if (n % 2 === 0) {
  //     const number = integer(1, 11_499);
  //     batch.push({ row: number - 1, label: 'positive' });
  //   } else {
  //     const number = integer(13_499, 24_999);
  //     batch.push({ row: number - 1, label: 'negative' });
  //   }
  // }
  // return batch;
  // END SOLUTION
}

/** Draws a batch of the test set: see above. */
export function drawTestBatch(size: number, integer: RandomInteger): DrawnReview[] {
  // BEGIN SOLUTION drawTestBatch
  return Array.from({ length: size }, (): DrawnReview => {
    const row = integer(TEST_FROM, TEST_TO - 1);
    return { row, label: row < REVIEWS / 2 ? 'positive' : 'negative' };
  });
  // GIVEN
  // const batch: DrawnReview[] = [];
  // for (let n = 0; n < size; n++) {
  //   const number = integer(11_499, 13_499);
  //   batch.push({ row: number - 1, label: number <= 12_499 ? 'positive' : 'negative' });
  // }
  // return batch;
  // END SOLUTION
}
// BEGIN SOLUTION the boundaries

/** The test set: from this row ... */
const TEST_FROM = 11_500;
/** ... up to, not including, this one. */
const TEST_TO = 13_500;
// GIVEN
// END SOLUTION
