// Divides by n - 1, as for the variance of a sample.
// CAUGHT: the equation divides by n, the number of predictions, not by n - 1

import type { Accuracy } from '../../../../solutions/25-accuracy-and-its-error';

export function accuracyOf(predictions: readonly number[], labels: readonly number[]): Accuracy {
  const n = labels.length;
  const accuracy = predictions.filter((prediction, at) => prediction === labels[at]).length / n;
  return { accuracy, standardError: Math.sqrt((accuracy * (1 - accuracy)) / (n - 1)) };
}

export { differ } from '../../../../solutions/25-accuracy-and-its-error';
