/**
 * Returns the standard error of an accuracy `p` that was measured on `n` examples, sqrt(p (1 - p) / n): two thirds
 * of repeated measurements would fall within it.
 */
export function standardError(p: number, n: number): number {
  return Math.sqrt((p * (1 - p)) / n);
}

/** Returns the accuracy of always answering the most frequent class: what any model has to beat. */
export function majorityBaseline(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / labels.length;
}

/** Returns an accuracy with its standard error as people read it: `85.31 % ± 0.22`. */
export function formatAccuracy(accuracy: number, n: number): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  return `${percent(accuracy)} % ± ${percent(standardError(accuracy, n))}`;
}
