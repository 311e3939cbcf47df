/** An accuracy and how precise it is. */
export interface Accuracy {
  /** The share of the reviews whose prediction is their label, 0 to 1. */
  accuracy: number;
  /** The standard error of the accuracy: the test set has only so many reviews. */
  standardError: number;
}

/**
 * Returns the accuracy of predictions, with its standard error.
 *
 * Each prediction is right or wrong, like a coin that shows heads with probability p. The share of
 * heads among n throws has the standard error
 *
 *     sqrt(p (1 - p) / n)
 *
 * Use the measured accuracy for p. In two of three cases the error is less than one standard
 * error, in nineteen of twenty less than two. (If all n predictions are correct, the equation gives
 * 0. The true share of mistakes may still be up to about 3/n.)
 *
 * @param predictions the predicted class of each review
 * @param labels the true class of each review, equally many, at least one
 *
 * @example
 * accuracyOf([0, 1, 1, 0], [0, 1, 1, 1]); // { accuracy: 0.75, standardError: 0.2165 }
 */
export function accuracyOf(predictions: readonly number[], labels: readonly number[]): Accuracy {
  // HINT You test on four times as many reviews. What happens to the standard error?
  // HINT Section "Ten batches" of notebook 12 tests on 240 reviews, and "The full test set" on all
  //      of them.
  // HINT Count the positions where both arrays have the same number, divide by the number of
  //      reviews, and use the result in the equation.
  // BEGIN SOLUTION accuracyOf
  const right = predictions.filter((prediction, n) => prediction === labels[n]).length;
  const accuracy = right / labels.length;
  return { accuracy, standardError: Math.sqrt((accuracy * (1 - accuracy)) / labels.length) };
  // END SOLUTION
}

/**
 * Returns whether two accuracies, measured on different reviews, differ by more than chance
 * explains: by more than two standard errors of their difference. For independent measurements the
 * *squares* of their standard errors add up to the square of the standard error of the difference.
 *
 * @example
 * // 83 % and 86 %, on 240 reviews each
 * differ(
 *   { accuracy: 0.83, standardError: 0.0242 },
 *   { accuracy: 0.86, standardError: 0.0224 },
 * ); // false
 */
export function differ(a: Accuracy, b: Accuracy): boolean {
  // HINT A right triangle has legs of 3 and 4: how long is the third side?
  // HINT Section "Ten batches" of notebook 12 has a standard error of more than two points. The
  //      difference of two such accuracies has one of more than three, so 83 % and 86 % do not
  //      differ.
  // HINT `Math.hypot(p, q)` is the square root of `p * p + q * q`. Ignore the sign of the
  //      difference.
  // BEGIN SOLUTION differ
  const error = Math.hypot(a.standardError, b.standardError);
  return Math.abs(a.accuracy - b.accuracy) > 2 * error;
  // END SOLUTION
}
