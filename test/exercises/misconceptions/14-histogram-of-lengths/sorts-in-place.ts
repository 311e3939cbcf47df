// Sorts the lengths in place: they no longer match their reviews.
// CAUGHT: maxLengthFor changed the lengths that were passed in

export { histogram } from '../../../../solutions/14-histogram-of-lengths';

export function maxLengthFor(lengths: number[], share: number): number {
  return lengths.sort((a, b) => a - b)[Math.ceil(share * lengths.length) - 1]!;
}
