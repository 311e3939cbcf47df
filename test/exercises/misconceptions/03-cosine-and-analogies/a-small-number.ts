// Adds a small number to the denominator, so that it is never 0.
// CAUGHT: nothing is added to the denominator

export { analogy } from '../../../../solutions/03-cosine-and-analogies';

export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) + 1e-9);
}
