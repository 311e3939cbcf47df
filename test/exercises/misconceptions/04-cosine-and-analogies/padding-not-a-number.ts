// Divides by the length of a vector of zeros.
// CAUGHT: the vector of padding has no direction: the answer is 0: cosine([0, 0], [3, 4]) gave NaN, not 0

export { analogy } from '../../../../solutions/04-cosine-and-analogies';

export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}
