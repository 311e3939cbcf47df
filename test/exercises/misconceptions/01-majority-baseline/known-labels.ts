// Counts the labels of the examples only.
// CAUGHT: labels may have any name

const LABELS = ['good', 'bad', 'neutral'];

export function majorityBaseline(trainLabels: readonly string[], testLabels: readonly string[]) {
  const countOf = (label: string) => trainLabels.filter((other) => other === label).length;
  const inOrder = [...LABELS].sort((a, b) => trainLabels.indexOf(a) - trainLabels.indexOf(b));
  const label = inOrder.reduce((best, other) => (countOf(other) > countOf(best) ? other : best));
  const right = testLabels.filter((other) => other === label).length;
  return { label, accuracy: right / testLabels.length };
}
