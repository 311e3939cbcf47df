// Adds the vectors up: larger windows give longer vectors.
// CAUGHT: this is the sum of the vectors, not their mean

export { windowsOf } from '../../../../solutions/05-cbow-windows';

export function bagOf(context: readonly string[], vectors: ReadonlyMap<string, readonly number[]>): number[] {
  return context
    .map((word) => [...vectors.get(word)!])
    .reduce((sum, vector) => sum.map((value, i) => value + vector[i]!));
}
