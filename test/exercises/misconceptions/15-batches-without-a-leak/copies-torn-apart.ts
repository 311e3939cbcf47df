// Shuffles and cuts the reviews, not their texts: a review that was posted twice can be on both sides.
// CAUGHT: a leak

import { type LabelledReview, shuffled } from '../../../../solutions/15-batches-without-a-leak';

export { batchesOf } from '../../../../solutions/15-batches-without-a-leak';

export function splitReviews(reviews: readonly LabelledReview[], testShare: number, random: () => number) {
  const order = shuffled(reviews, random);
  const count = Math.round(testShare * order.length);
  return { test: order.slice(0, count), training: order.slice(count) };
}
