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
  throw new Error('not written yet: accuracyOf');
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
  throw new Error('not written yet: differ');
}
