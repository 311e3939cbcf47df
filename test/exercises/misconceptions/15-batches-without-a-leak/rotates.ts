// Starts each epoch at a random review, and goes round: neighbors stay together.
// CAUGHT: three reviews came in 3 of the six possible orders

export { splitReviews } from '../../../../solutions/15-batches-without-a-leak';

export function batchesOf<T>(reviews: readonly T[], size: number, random: () => number): T[][] {
  const first = 1 + Math.floor(random() * reviews.length);
  const order = [...reviews.slice(first), ...reviews.slice(0, first)];
  const batches: T[][] = [];
  for (let start = 0; start < order.length; start += size) batches.push(order.slice(start, start + size));
  return batches;
}
