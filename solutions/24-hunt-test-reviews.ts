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
  // HINT Reviews were counted from 1 once, and rows are counted from 0. Which rows come out for the lowest and the
  //      highest numbers that are drawn?
  // HINT Section "A leak" of notebook 16 gives the original's functions a matrix whose rows hold their own numbers, and
  //      lists which rows are in both parts, which has a wrong label, and which is never drawn.
  // HINT Write the borders down once, as rows from 0: testing has those from 11,500 up to, not including, 13,500, say.
  //      Then every other number follows from these, from 0 and from 25,000; the label from `row < 12_500`.
  // BEGIN SOLUTION drawTrainingBatch
  return Array.from({ length: size }, (_, n): Drawn => {
    if (n % 2 === 0) return { row: integer(0, TEST_FROM - 1), label: 'positive' };
    return { row: integer(TEST_TO, REVIEWS - 1), label: 'negative' };
  });
  // GIVEN
  // const batch: Drawn[] = [];
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

/** Draws a batch for testing: see above. */
export function drawTestBatch(size: number, integer: RandomInteger): Drawn[] {
  // BEGIN SOLUTION drawTestBatch
  return Array.from({ length: size }, (): Drawn => {
    const row = integer(TEST_FROM, TEST_TO - 1);
    return { row, label: row < REVIEWS / 2 ? 'positive' : 'negative' };
  });
  // GIVEN
  // const batch: Drawn[] = [];
  // for (let n = 0; n < size; n++) {
  //   const number = integer(11_499, 13_499);
  //   batch.push({ row: number - 1, label: number <= 12_499 ? 'positive' : 'negative' });
  // }
  // return batch;
  // END SOLUTION
}
// BEGIN SOLUTION the borders

/** The reviews for testing: from this row ... */
const TEST_FROM = 11_500;
/** ... up to, not including, this one. */
const TEST_TO = 13_500;
// GIVEN
// END SOLUTION
