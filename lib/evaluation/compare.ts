/** Compares two systems on the same examples. */

/** The difference of two accuracies. */
export interface AccuracyDifference {
  /** The accuracy of the first minus that of the second, -1 to 1. */
  difference: number;
  /** Its standard error, for systems that were tested on the same examples. */
  standardError: number;
}

/**
 * Returns the difference of the accuracies of two systems on the same examples. Its standard error
 * comes from the differences of each example (a paired test; Dietterich 1998): examples that both
 * systems get right, or both wrong, add nothing to it.
 *
 * @param first whether the first system is correct on each example
 * @param second the same for the second system
 * @throws RangeError if the numbers of examples differ
 */
export function pairedDifference(first: readonly boolean[], second: readonly boolean[]): AccuracyDifference {
  const n = first.length;
  if (second.length !== n)
    throw new RangeError(`${n} and ${second.length} examples: test both systems on the same ones`);
  const onlyFirst = first.filter((correct, at) => correct && !second[at]).length;
  const onlySecond = second.filter((correct, at) => correct && !first[at]).length;
  const difference = (onlyFirst - onlySecond) / n;
  const variance = (onlyFirst + onlySecond) / n - difference ** 2;
  return { difference, standardError: Math.sqrt(variance / n) };
}

/**
 * Returns whether a difference is more than chance: more than two of its standard errors. 95 % of
 * chance differences are smaller.
 */
export function isSignificant({
  difference,
  standardError,
}: {
  difference: number;
  standardError: number;
}): boolean {
  return Math.abs(difference) > 2 * standardError;
}
