// Sorts without a comparison function: 100 comes before 20.
// CAUGHT: the lengths were sorted as text, where 100 comes before 20

export { histogram } from '../../../../solutions/14-histogram-of-lengths';

export function maxLengthFor(lengths: readonly number[], share: number): number {
  return [...lengths].sort()[Math.ceil(share * lengths.length) - 1]!;
}
