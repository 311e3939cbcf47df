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
  // HINT In which bin is a review of 50 words, if bins are 50 wide and the first one starts at 0?
  // HINT Section "How long is a review?" of notebook 07 draws this histogram for all reviews.
  // HINT The bin of a length has the index `Math.floor(length / width)`. First create all bins up
  //      to that of the longest review, with a count of 0. Without reviews there are no bins.
  // BEGIN SOLUTION histogram
  const binOf = (length: number) => Math.floor(length / width);
  const longest = lengths.reduce((most, length) => Math.max(most, length), -1);
  const bins = Array.from({ length: binOf(longest) + 1 }, (_, n): Bin => ({ from: n * width, count: 0 }));
  for (const length of lengths) bins[binOf(length)]!.count++;
  return bins;
  // END SOLUTION
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
  // HINT If you sort the reviews by length, which of them has the length that you want?
  // HINT The table at the end of section "How long is a review?" of notebook 07 asks the reverse
  //      question: which share of the reviews stays whole with a given maximum length?
  // HINT Sort a copy, as numbers: `sort()` alone compares as text, where "100" comes before "20".
  //      With the length at index `n` as the maximum, n + 1 reviews stay whole. Find the first one
  //      for which (n + 1) / lengths.length is at least `share`.
  // BEGIN SOLUTION maxLengthFor
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted.find((_, n) => (n + 1) / sorted.length >= share)!;
  // END SOLUTION
}
