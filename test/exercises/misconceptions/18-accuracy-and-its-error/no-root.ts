// Gives the variance.
// CAUGHT: the square root is missing

export { differ } from '../../../../solutions/18-accuracy-and-its-error';

export function measure(answers: readonly number[], labels: readonly number[]) {
  const accuracy = answers.filter((answer, n) => answer === labels[n]).length / labels.length;
  return { accuracy, standardError: (accuracy * (1 - accuracy)) / labels.length };
}
