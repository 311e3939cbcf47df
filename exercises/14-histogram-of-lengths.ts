/** One bar of a histogram. */
export interface Bin {
  /** The smallest length in this bin; the next bin starts at `from + width`. */
  from: number;
  count: number;
}

/**
 * Counts how many reviews have a length in each bin of a histogram. The first bin starts at 0,
 * each is `width` wide, and the last one has the longest review. Empty bins are included, with a
 * count of 0: without them a chart would hide the gap.
 *
 * @param lengths the number of tokens of each review, whole numbers from 0 up; not changed
 * @param width at least 1
 *
 * @example
 * histogram([12, 250, 49, 50], 50);
 * // [{ from: 0, count: 2 }, { from: 50, count: 1 }, { from: 100, count: 0 }, ...,
 * //  { from: 250, count: 1 }]
 */
export function histogram(lengths: readonly number[], width: number): Bin[] {
  throw new Error('not written yet: histogram');
}

/**
 * Returns the smallest maximum length that keeps at least a given share of the reviews whole. A
 * review stays whole if it is not longer than the maximum length. Longer reviews are truncated.
 *
 * @param lengths at least one; not changed
 * @param share above 0, at most 1
 *
 * @example
 * maxLengthFor([100, 20, 30, 40], 0.75); // 40: three of the four reviews stay whole
 */
export function maxLengthFor(lengths: readonly number[], share: number): number {
  throw new Error('not written yet: maxLengthFor');
}
