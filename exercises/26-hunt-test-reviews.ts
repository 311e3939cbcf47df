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
  const batch: DrawnReview[] = [];
  for (let n = 0; n < size; n++) {
    if (n % 2 === 0) {
      const number = integer(1, 11_499);
      batch.push({ row: number - 1, label: 'positive' });
    } else {
      const number = integer(13_499, 24_999);
      batch.push({ row: number - 1, label: 'negative' });
    }
  }
  return batch;
}

/** Draws a batch of the test set: see above. */
export function drawTestBatch(size: number, integer: RandomInteger): DrawnReview[] {
  const batch: DrawnReview[] = [];
  for (let n = 0; n < size; n++) {
    const number = integer(11_499, 13_499);
    batch.push({ row: number - 1, label: number <= 12_499 ? 'positive' : 'negative' });
  }
  return batch;
}
