/** A prediction for a text whose label is known. */
export interface Checked {
  /** The probability of the predicted class, 0 to 1. */
  probability: number;
  /** Whether the prediction is the label. */
  correct: boolean;
}

/** What happens if a model labels only the texts that it is sure about. */
export interface Automatic {
  /** The share of the texts that the model labels, 0 to 1. A person reads the others. */
  share: number;
  /** The accuracy on these texts, 0 to 1. NaN if there are none. */
  accuracy: number;
}

/**
 * Returns what happens if the model labels the texts whose probability is at least `threshold`.
 *
 * @param predictions at least one
 *
 * @example
 * automatic([{ probability: 0.9, correct: true }, { probability: 0.6, correct: false }], 0.8);
 * // { share: 0.5, accuracy: 1 }
 */
export function automatic(predictions: readonly Checked[], threshold: number): Automatic {
  throw new Error('not written yet: automatic');
}

/**
 * Returns the lowest threshold with which the model's accuracy is at least `target`, so that it
 * labels as many texts as possible. The candidates are the probabilities of the predictions.
 * Returns undefined if none of them is high enough.
 *
 * As the threshold rises, the accuracy may rise and fall. Only the lowest threshold counts.
 *
 * @param predictions of validation texts, not of the test set: the threshold is chosen on them, so
 *   their accuracy above it is a little too high. In any order; some may have the same probability
 *
 * @example
 * const predictions = [
 *   { probability: 0.6, correct: false },
 *   { probability: 0.7, correct: true },
 *   { probability: 0.9, correct: true },
 * ];
 * thresholdFor(predictions, 0.95); // 0.7
 */
export function thresholdFor(predictions: readonly Checked[], target: number): number | undefined {
  throw new Error('not written yet: thresholdFor');
}
