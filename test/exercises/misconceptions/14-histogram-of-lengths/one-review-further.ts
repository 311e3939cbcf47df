// Uses the number of reviews as an index, which is one too high.
// CAUGHT: a smaller maximum length keeps enough reviews whole

export { histogram } from '../../../../solutions/14-histogram-of-lengths';

export function maxLengthFor(lengths: readonly number[], share: number): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
