// Gives the standard deviation of single answers, which does not shrink however many are tested.
// CAUGHT: this says how much single reviews differ

export { differ } from '../../../../solutions/18-accuracy-and-its-error';

export function measure(answers: readonly number[], labels: readonly number[]) {
  const accuracy = answers.filter((answer, n) => answer === labels[n]).length / labels.length;
  return { accuracy, standardError: Math.sqrt(accuracy * (1 - accuracy)) };
}
