// Counts in a plain object, which sorts keys like "1" and has a "constructor".
// CAUGHT: a plain object has properties of its own, and sorts keys like numbers: count in a Map

export function majorityBaseline(trainLabels: readonly string[], testLabels: readonly string[]) {
  const counts: Record<string, number> = {};
  for (const label of trainLabels) counts[label] = (counts[label] ?? 0) + 1;
  const [label] = Object.entries(counts).sort(([, a], [, b]) => b - a)[0]!;
  const right = testLabels.filter((other) => other === label).length;
  return { label, accuracy: right / testLabels.length };
}
