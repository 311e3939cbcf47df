/** An accuracy, and what it is worth. */
export interface Accuracy {
  /** The share of the reviews that were classified right, 0 to 1. */
  accuracy: number;
  /** How far off it may be, because only so many reviews were tested. */
  standardError: number;
}

/**
 * Compares a classifier's answers with the labels.
 *
 * Each test review is right or wrong, like a coin that falls on heads with probability p. The share of heads among n
 * throws has the standard error
 *
 *     sqrt(p (1 - p) / n)
 *
 * where the accuracy that was measured stands for p. In two of three cases it is off by less than that, in nineteen of
 * twenty by less than twice as much.
 *
 * @param answers the class that was answered for each review
 * @param labels the class of each review, equally many, at least one
 *
 * @example
 * measure([0, 1, 1, 0], [0, 1, 1, 1]); // { accuracy: 0.75, standardError: 0.2165 }
 */
export function measure(answers: readonly number[], labels: readonly number[]): Accuracy {
  // HINT Four times as many reviews are tested. What happens to the standard error?
  // HINT Section "Ten batches" of notebook 12 tests on 240 reviews, and "All test reviews" on all there are.
  // HINT Count the places where both arrays have the same number, divide by how many there are, and put that into the
  //      equation.
  // BEGIN SOLUTION measure
  const right = answers.filter((answer, n) => answer === labels[n]).length;
  const accuracy = right / labels.length;
  return { accuracy, standardError: Math.sqrt((accuracy * (1 - accuracy)) / labels.length) };
  // END SOLUTION
}

/**
 * Returns whether two accuracies, measured on different reviews, are further apart than chance explains: by more than
 * twice the standard error of their difference. Where two things are measured independently of each other, the
 * *squares* of their standard errors add up to the square of that of the difference.
 *
 * @example
 * // 83 % and 86 %, on 240 reviews each
 * differ({ accuracy: 0.83, standardError: 0.0242 }, { accuracy: 0.86, standardError: 0.0224 }); // false
 */
export function differ(a: Accuracy, b: Accuracy): boolean {
  // HINT Two lengths that stand at a right angle, 3 and 4: how far apart are their ends?
  // HINT The tutorial's ten batches have a standard error of two points: so 83 % and 86 % are the same result.
  // HINT `Math.hypot(p, q)` is the square root of `p * p + q * q`; the difference has no sign here.
  // BEGIN SOLUTION differ
  const error = Math.hypot(a.standardError, b.standardError);
  return Math.abs(a.accuracy - b.accuracy) > 2 * error;
  // END SOLUTION
}
