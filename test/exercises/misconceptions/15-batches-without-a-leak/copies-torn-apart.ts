// Splits the reviews, not the distinct texts: copies of one text can be in both sets.
// CAUGHT: a leak

import { type LabeledReview, shuffled } from '../../../../solutions/15-batches-without-a-leak';

export { batchesOf } from '../../../../solutions/15-batches-without-a-leak';

export function splitReviews(reviews: readonly LabeledReview[], testShare: number, random: () => number) {
  const order = shuffled(reviews, random);
  const count = Math.round(testShare * order.length);
  return { test: order.slice(0, count), train: order.slice(count) };
}
