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
  // HINT In which bin is a review of 50 words, if bins are 50 wide and the first one begins at 0?
  // HINT Section "How long is a review?" of notebook 07 draws this picture for all reviews.
  // HINT The number of a length's bin is `Math.floor(length / width)`. Make all bins up to that of the longest review
  //      first, with a count of 0; without reviews there is none.
  // BEGIN SOLUTION histogram
  const binOf = (length: number) => Math.floor(length / width);
  const longest = lengths.reduce((most, length) => Math.max(most, length), -1);
  const bins = Array.from({ length: binOf(longest) + 1 }, (_, n): Bin => ({ from: n * width, count: 0 }));
  for (const length of lengths) bins[binOf(length)]!.count++;
  return bins;
  // END SOLUTION
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
  // HINT If the reviews stood in a row by their length, which of them would tell the limit?
  // HINT The table at the end of section "How long is a review?" of notebook 07 asks the question the other way round:
  //      which share does a limit leave whole?
  // HINT Sort a copy, by number: `sort()` alone compares as text, where "100" comes before "20". The answer is the length
  //      in place Math.ceil(share * lengths.length) - 1.
  // BEGIN SOLUTION cutFor
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1]!;
  // END SOLUTION
}
