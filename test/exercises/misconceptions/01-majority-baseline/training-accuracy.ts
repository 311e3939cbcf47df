// Measures the accuracy on the reviews that the label was chosen by.
// CAUGHT: this is the share of the training set: an accuracy is measured on the test set

export function majorityBaseline(trainLabels: readonly string[]) {
  const countOf = (label: string) => trainLabels.filter((other) => other === label).length;
  const label = trainLabels.reduce((best, other) => (countOf(other) > countOf(best) ? other : best));
  return { label, accuracy: countOf(label) / trainLabels.length };
}
