// Uses the dot product as the cosine: vectors with large norms look close to everything.
// CAUGHT: two vectors with the same direction have a cosine of 1: cosine([3, 4], [3, 4]) gave 25,
// not 1

export { analogy } from '../../../../solutions/03-cosine-and-analogies';

export function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
