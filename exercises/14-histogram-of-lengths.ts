/** One bar of a histogram. */
export interface Bin {
  /** The smallest length that is counted here; the first one that is not is `from + width`. */
  from: number;
  count: number;
}

/**
 * Counts how many reviews have a length in each bin of a histogram. The first bin begins at 0, each is `width` wide, and
 * the last one is that of the longest review. A bin without any review is there, too, with a count of 0: a picture
 * without it would hide the gap.
 *
 * @param lengths the number of words of each review, whole numbers from 0 up; they are left as they are
 * @param width at least 1
 *
 * @example
 * histogram([12, 250, 49, 50], 50);
 * // [{ from: 0, count: 2 }, { from: 50, count: 1 }, { from: 100, count: 0 }, ..., { from: 250, count: 1 }]
 */
export function histogram(lengths: readonly number[], width: number): Bin[] {
  throw new Error('not written yet: histogram');
}

/**
 * Returns where to cut: the smallest limit that leaves at least a given share of the reviews whole. A review is left
 * whole by a limit of as many words as it has.
 *
 * @param lengths at least one; they are left as they are
 * @param share above 0, at most 1
 *
 * @example
 * cutFor([100, 20, 30, 40], 0.75); // 40: with it three of four reviews are whole
 */
export function cutFor(lengths: readonly number[], share: number): number {
  throw new Error('not written yet: cutFor');
}
