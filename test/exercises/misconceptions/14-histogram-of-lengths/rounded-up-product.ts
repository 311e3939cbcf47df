// Rounds a product that the computer has already rounded.
// CAUGHT: a computer rounds 0.55 * 100 to 55.00000000000001

export { histogram } from '../../../../solutions/14-histogram-of-lengths';

export function maxLengthFor(lengths: readonly number[], share: number): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}
