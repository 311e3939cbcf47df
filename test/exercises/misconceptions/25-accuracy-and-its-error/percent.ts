// Returns percent instead of a share.
// CAUGHT: the accuracy is a share from 0 to 1, not a percentage

export { differ } from '../../../../solutions/25-accuracy-and-its-error';

export function accuracyOf(predictions: readonly number[], labels: readonly number[]) {
  const share = predictions.filter((prediction, n) => prediction === labels[n]).length / labels.length;
  return { accuracy: 100 * share, standardError: 100 * Math.sqrt((share * (1 - share)) / labels.length) };
}
