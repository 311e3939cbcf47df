// Divides by the norm of a zero vector.
// CAUGHT: the padding vector has no direction: the result must be 0: cosine([0, 0], [3, 4]) gave
// NaN, not 0

export { analogy } from '../../../../solutions/03-cosine-and-analogies';

export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}
