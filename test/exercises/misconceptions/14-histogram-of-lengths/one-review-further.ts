// Takes the place for the number of reviews before it, and lands one too far.
// CAUGHT: a smaller limit leaves enough reviews whole

export { histogram } from '../../../../solutions/14-histogram-of-lengths';

export function cutFor(lengths: readonly number[], share: number): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
