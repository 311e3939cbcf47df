// Starts at a random text, and takes every seventh: always in the same order.
// CAUGHT: of the six possible pairs came into a test set of two

import type { LabeledReview } from '../../../../solutions/15-batches-without-a-leak';

export { batchesOf } from '../../../../solutions/15-batches-without-a-leak';

export function splitReviews(reviews: readonly LabeledReview[], testShare: number, random: () => number) {
  const texts = [...new Set(reviews.map(({ text }) => text))];
  const start = Math.floor(random() * texts.length) + Math.floor(random() * texts.length);
  const step = texts.length % 7 === 0 ? 1 : 7;
  const order = texts.map((_, n) => texts[(start + n * step) % texts.length]!);
  const testTexts = new Set(order.slice(0, Math.round(testShare * texts.length)));
  return {
    train: reviews.filter(({ text }) => !testTexts.has(text)),
    test: reviews.filter(({ text }) => testTexts.has(text)),
  };
}
