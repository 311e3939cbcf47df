// Adds the vectors up in the first one, which belongs to the caller.
// CAUGHT: bagOf changed the vectors that were passed in

export { windowsOf } from '../../../../solutions/05-cbow-windows';

export function bagOf(context: readonly string[], vectors: ReadonlyMap<string, number[]>): number[] {
  const [sum, ...others] = context.map((word) => vectors.get(word)!) as [number[], ...number[][]];
  for (const vector of others) for (const [i, value] of vector.entries()) sum[i]! += value;
  return sum.map((value) => value / context.length);
}
