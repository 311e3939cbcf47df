// Returns the variance.
// CAUGHT: the square root is missing

export { differ } from '../../../../solutions/25-accuracy-and-its-error';

export function accuracyOf(predictions: readonly number[], labels: readonly number[]) {
  const accuracy = predictions.filter((prediction, n) => prediction === labels[n]).length / labels.length;
  return { accuracy, standardError: (accuracy * (1 - accuracy)) / labels.length };
}
