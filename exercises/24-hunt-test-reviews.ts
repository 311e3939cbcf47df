/** How many reviews the training set has: the first half positive, the second half negative. */
export const REVIEWS = 25_000;

/** A review of a batch: where it stands in the training set, counted from 0, and what its label says. */
export interface Drawn {
  row: number;
  label: 'positive' | 'negative';
}

/** Returns a whole number from `low` to `high`, both included, each equally likely. */
export type RandomInteger = (low: number, high: number) => number;

/**
 * BUG HUNT. These two functions draw the batches of the tutorial: most reviews of the training set are trained on, and
 * those in its middle are kept for testing. They look sound, and run without an error. Find what is wrong by running
 * them, and mend it, so that
 *
 * - no review is drawn for training *and* for testing,
 * - every review is drawn for one of the two, sooner or later,
 * - each has its true label,
 * - about 2,000 reviews are kept for testing, as many positive as negative ones,
 * - a training batch takes turns: positive, negative, positive, ...
 */
export function drawTrainingBatch(size: number, integer: RandomInteger): Drawn[] {
  const batch: Drawn[] = [];
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

/** Draws a batch for testing: see above. */
export function drawTestBatch(size: number, integer: RandomInteger): Drawn[] {
  const batch: Drawn[] = [];
  for (let n = 0; n < size; n++) {
    const number = integer(11_499, 13_499);
    batch.push({ row: number - 1, label: number <= 12_499 ? 'positive' : 'negative' });
  }
  return batch;
}
