// Counts full batches only: the remaining reviews are never trained on.
// CAUGHT: reviews are in no batch

import { shuffled } from '../../../../solutions/15-batches-without-a-leak';

export { splitReviews } from '../../../../solutions/15-batches-without-a-leak';

export function batchesOf<T>(reviews: readonly T[], size: number, random: () => number): T[][] {
  const order = shuffled(reviews, random);
  const count = Math.floor(order.length / size);
  return Array.from({ length: count }, (_, n) => order.slice(n * size, (n + 1) * size));
}
