// Sorts the lengths themselves: they no longer belong to their reviews.
// CAUGHT: cutFor changed the lengths that were passed in

export { histogram } from '../../../../solutions/14-histogram-of-lengths';

export function cutFor(lengths: number[], share: number): number {
  return lengths.sort((a, b) => a - b)[Math.ceil(share * lengths.length) - 1]!;
}
