// Returns a percentage.
// CAUGHT: an accuracy is a share from 0 to 1, not a percentage

export function majorityBaseline(trainLabels: readonly string[], testLabels: readonly string[]) {
  const countOf = (label: string) => trainLabels.filter((other) => other === label).length;
  const label = trainLabels.reduce((best, other) => (countOf(other) > countOf(best) ? other : best));
  const right = testLabels.filter((other) => other === label).length;
  return { label, accuracy: (100 * right) / testLabels.length };
}
