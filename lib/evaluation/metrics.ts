import type { tf } from '../backend';
import type { Label } from '../corpus/review';

/** The metrics of one training step, on its batch, before the update of the weights. */
export interface StepMetrics {
  step: number;
  /** Mean cross-entropy of the batch, in nats. */
  loss: number;
  /** Share of correct predictions in the batch, 0 to 1. */
  accuracy: number;
}

/** Precision, recall and F1 of one class. */
export interface ClassScore {
  label: Label;
  /** Share of the predictions of this class that are correct; null if there are none. */
  precision: number | null;
  /** Share of the examples of this class that are predicted as it; null if there are none. */
  recall: number | null;
  /**
   * The harmonic mean of precision and recall, 0 if no prediction of this class is correct; null
   * if the class is neither a label nor a prediction.
   */
  f1: number | null;
  /** The number of examples of this class. */
  n: number;
}

/**
 * Returns the accuracy of a batch, 0 to 1. An ensemble predicts by the average of its logits.
 *
 * @param logits `[batch, classes]`, `[batch, 1]` for two classes, or `[batch, members, classes]`
 * @param labels `[batch]`, int32
 */
export function accuracyOf(logits: tf.Tensor2D | tf.Tensor3D, labels: tf.Tensor1D): tf.Scalar {
  if (logits.rank === 3) return accuracyOf(logits.mean(1) as tf.Tensor2D, labels);
  const predictions = logits.shape[1] === 1 ? logits.greater(0).squeeze([1]) : logits.argMax(1);
  return predictions.cast('int32').equal(labels).mean();
}

/**
 * Returns the confusion matrix, `confusion[label][prediction]`: how many examples of a class got
 * which prediction.
 *
 * @param labels `[examples]`: the class of each example
 * @param predictions `[examples]`: its predicted class
 * @param classes the number of classes
 */
export function confusionMatrix(labels: Int32Array, predictions: Int32Array, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [at, label] of labels.entries()) confusion[label]![predictions[at]!]!++;
  return confusion;
}

/**
 * Returns the accuracy, 0 to 1. @param confusion `confusion[label][prediction]`: how many examples
 * of a class got which prediction
 */
export function accuracyOfConfusion(confusion: readonly (readonly number[])[]): number {
  const correct = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
  return correct / confusion.flat().reduce((sum, count) => sum + count, 0);
}

/**
 * Returns precision, recall and F1 of each class.
 *
 * @param confusion `confusion[label][prediction]`: numbers of examples
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
    return {
      label,
      precision: share(correct, predicted),
      recall: share(correct, n),
      f1: share(2 * correct, n + predicted),
      n,
    };
  });
}

/**
 * Returns the macro F1, 0 to 1: the mean of the classes' F1, so that a rare class counts as much as
 * a frequent one. Classes that are neither a label nor a prediction are left out. This is
 * scikit-learn's `f1_score(average='macro')`.
 *
 * @param confusion `confusion[label][prediction]`: numbers of examples
 */
export function macroF1(confusion: readonly (readonly number[])[]): number {
  const names = confusion.map((_, at) => `${at}`);
  const scores = classScores(confusion, names).flatMap(({ f1 }) => f1 ?? []);
  return scores.reduce((sum, f1) => sum + f1, 0) / scores.length;
}

/**
 * Returns the standard error of an accuracy `p` on `n` examples, sqrt(p (1 - p) / n). About two
 * thirds of repeated measurements are within one standard error of the true accuracy.
 */
export function standardError(p: number, n: number): number {
  return Math.sqrt((p * (1 - p)) / n);
}

/** Returns the accuracy of always predicting the most frequent class, 0 to 1. */
export function majorityBaseline(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / labels.length;
}

/** Formats an accuracy with its standard error: `85.31 % ± 0.22`. */
export function formatAccuracy(accuracy: number, n: number): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  return `${percent(accuracy)} % ± ${percent(standardError(accuracy, n))}`;
}

/**
 * Returns the class with the highest probability or logit, the first of equals, and that value.
 *
 * @param values `[examples, classes]`, row-major: probabilities or logits
 * @param example default: the first one
 * @param classes default: `values` are those of one example
 */
export function predictedClass(
  values: Float32Array | readonly number[],
  example = 0,
  classes = values.length,
): { classIndex: number; value: number } {
  const row = values.slice(example * classes, (example + 1) * classes);
  const value = Math.max(...row);
  return { classIndex: row.indexOf(value), value };
}
