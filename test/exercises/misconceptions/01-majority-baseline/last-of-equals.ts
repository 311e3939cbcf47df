// Takes the last of equally frequent labels.
// CAUGHT: both labels are equally frequent: take the one that comes first in the training set

export function majorityBaseline(trainLabels: readonly string[], testLabels: readonly string[]) {
  const countOf = (label: string) => trainLabels.filter((other) => other === label).length;
  const label = trainLabels.reduce((best, other) => (countOf(other) >= countOf(best) ? other : best));
  const right = testLabels.filter((other) => other === label).length;
  return { label, accuracy: right / testLabels.length };
}
