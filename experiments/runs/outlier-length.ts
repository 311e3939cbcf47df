/** The share of the texts whose lengths are taken as usual. */
const USUAL = 0.95;
/** A text is an outlier if it is longer than this many times the usual ones. */
const FACTOR = 2;

/**
 * Returns the number of tokens to truncate texts to, so that a few long texts among short ones
 * cost nothing: twice the 95th percentile of the lengths. Undefined if no text is longer.
 *
 * @param lengths the number of tokens of each text
 */
export function outlierLength(lengths: readonly number[]): number | undefined {
  const sorted = Int32Array.from(lengths).sort();
  const usual = sorted[Math.ceil(USUAL * sorted.length) - 1] ?? 0;
  const most = FACTOR * Math.max(1, usual);
  return sorted.at(-1)! > most ? most : undefined;
}
