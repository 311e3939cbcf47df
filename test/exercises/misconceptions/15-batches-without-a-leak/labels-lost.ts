// Splits the texts, and labels all of them alike.
// CAUGHT: a review has another label than before

import { type LabeledReview, shuffled } from '../../../../solutions/15-batches-without-a-leak';

export { batchesOf } from '../../../../solutions/15-batches-without-a-leak';

export function splitReviews(reviews: readonly LabeledReview[], testShare: number, random: () => number) {
  const texts = shuffled([...new Set(reviews.map(({ text }) => text))], random);
  const tested = new Set(texts.slice(0, Math.round(testShare * texts.length)));
  const part = (isTest: boolean) =>
    reviews
      .filter(({ text }) => tested.has(text) === isTest)
      .map(({ text }): LabeledReview => ({ text, label: 'positive' }));
  return { train: part(false), test: part(true) };
}
