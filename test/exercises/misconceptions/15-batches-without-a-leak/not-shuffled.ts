// Takes the test set from the end of the dataset, where all reviews are negative.
// CAUGHT: the dataset is sorted by label, so shuffle before you split

import type { LabeledReview } from '../../../../solutions/15-batches-without-a-leak';

export { batchesOf } from '../../../../solutions/15-batches-without-a-leak';

export function splitReviews(reviews: readonly LabeledReview[], testShare: number) {
  const texts = [...new Set(reviews.map((review) => review.text))];
  const train = new Set(texts.slice(0, texts.length - Math.round(testShare * texts.length)));
  return {
    train: reviews.filter((review) => train.has(review.text)),
    test: reviews.filter((review) => !train.has(review.text)),
  };
}
