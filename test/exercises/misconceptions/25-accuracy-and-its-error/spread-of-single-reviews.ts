// Returns the standard deviation of single predictions, which does not depend on their number.
// CAUGHT: this is the standard deviation of single predictions

export { differ } from '../../../../solutions/25-accuracy-and-its-error';

export function accuracyOf(predictions: readonly number[], labels: readonly number[]) {
  const accuracy = predictions.filter((prediction, n) => prediction === labels[n]).length / labels.length;
  return { accuracy, standardError: Math.sqrt(accuracy * (1 - accuracy)) };
}
