import type { Label } from '../corpus/review';

/** How training stood at one step, measured on that step's batch before its weights were changed. */
export interface StepMetrics {
  step: number;
  /** Mean cross-entropy of the batch, in nats. */
  loss: number;
  /** Share of the batch that was classified right, 0 to 1. */
  accuracy: number;
}

/** How well the texts of one class are found. */
export interface ClassScore {
  label: Label;
  /** Share of the texts with this answer that are of this class; null where no text got it. */
  precision: number | null;
  /** Share of the texts of this class that got this answer; null where there is no such text. */
  recall: number | null;
  /** How many texts are of this class. */
  n: number;
}

/**
 * Returns precision and recall of each class.
 *
 * @param confusion `confusion[truth][answer]`, how many examples of a class got which answer
 */
export function classScores(
  confusion: readonly (readonly number[])[],
  classes: readonly Label[],
): ClassScore[] {
  const share = (part: number, of: number) => (of === 0 ? null : part / of);
  return classes.map((label, at) => {
    const correct = confusion[at]![at]!;
    const n = confusion[at]!.reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, row) => sum + row[at]!, 0);
    return { label, precision: share(correct, predicted), recall: share(correct, n), n };
  });
}

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

/**
 * Returns the most probable class of an example, the first of several, and its probability.
 *
 * @param values `[examples, classes]`, row-major
 */
export function predictedClass(
  values: Float32Array,
  example: number,
  classes: number,
): { classIndex: number; probability: number } {
  const row = values.subarray(example * classes, (example + 1) * classes);
  const probability = Math.max(...row);
  return { classIndex: row.indexOf(probability), probability };
}

/** Returns the mean cross-entropy, in nats, of probabilities `[examples, classes]` and the class of each example. */
export function meanCrossEntropy(values: Float32Array, labels: Int32Array, classes: number): number {
  return labels.reduce(
    (sum, label, at) => sum - Math.log(Math.max(values[at * classes + label]!, 1e-12)) / labels.length,
    0,
  );
}
