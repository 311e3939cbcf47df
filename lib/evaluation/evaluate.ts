import { tf } from '../backend';
import { padRows } from '../batches/batches';
import type { Examples } from '../batches/examples';
import { cellSignal, pause } from '../interrupt';
import { classProbabilities } from '../loss';
import type { Progress } from '../progress';
import { majorityBaseline, meanCrossEntropy, predictedClass, standardError } from './metrics';

/** The metrics of a classifier on labelled examples. */
export interface Evaluation {
  /** How many examples were classified. */
  n: number;
  /** Share that was classified right, 0 to 1. */
  accuracy: number;
  /** Standard error of the accuracy. */
  standardError: number;
  /** Mean cross-entropy in nats. */
  loss: number;
  /** Accuracy of always answering the most frequent class of these examples. */
  baseline: number;
  /** `confusion[truth][answer]`: how many examples of a class got which answer. */
  confusion: number[][];
}

/** Options of `evaluate` and `probabilities`. */
export interface EvaluateOptions {
  batchSize?: number;
  /** Columns to pad to; default: the longest text of each batch. */
  paddedLength?: number;
  /** Leaves dropout on, as the O'Reilly text's code does when it tests. Default false. */
  training?: boolean;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Returns the class probabilities `[texts, classes]` (row-major) of texts given as ids. Texts of similar length run
 * together; the rows come back in the order of the texts.
 */
export async function probabilities(
  model: tf.LayersModel,
  ids: readonly Int32Array[],
  { batchSize = 128, paddedLength, training = false, progress, signal = cellSignal() }: EvaluateOptions = {},
): Promise<{ values: Float32Array; classes: number }> {
  const order = Array.from(ids.keys()).sort((a, b) => ids[a]!.length - ids[b]!.length);
  let values = new Float32Array();
  let classes = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    progress?.(start, order.length);
    await pause(signal);
    const positions = order.slice(start, start + batchSize);
    const batch = tf.tidy(() => {
      const rows = padRows(
        positions.map((at) => ids[at]!),
        paddedLength,
      );
      return classProbabilities(model.apply(rows, { training }) as tf.Tensor2D);
    });
    classes = batch.shape[1];
    if (values.length === 0) values = new Float32Array(ids.length * classes);
    const rows = batch.dataSync();
    for (const [row, at] of positions.entries())
      values.set(rows.subarray(row * classes, (row + 1) * classes), at * classes);
    batch.dispose();
  }
  progress?.(order.length, order.length);
  return { values, classes };
}

/**
 * Classifies all examples and returns how well that went.
 *
 * @example
 * ```ts
 * import { embedding, evaluate, meanOverTime, ready, tf } from 'sentiment-lab';
 *
 * await ready();
 * const zeros = tf.layers.dense({ units: 2, kernelInitializer: 'zeros' }); // untrained
 * const model = tf.sequential({
 *   layers: [embedding({ inputDim: 10, outputDim: 4 }), meanOverTime(), zeros],
 * });
 * const evaluation = await evaluate(model, {
 *   ids: [Int32Array.of(2, 3), Int32Array.of(4), Int32Array.of(5, 6, 7)],
 *   labels: Int32Array.of(0, 0, 1),
 *   classes: ['positive', 'negative'],
 * });
 * evaluation.baseline; // => 0.667
 * evaluation.loss; // => 0.693
 * ```
 */
export async function evaluate(
  model: tf.LayersModel,
  examples: Examples,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  if (examples.ids.length === 0) throw new Error('there are no examples to evaluate on');
  const { values, classes } = await probabilities(model, examples.ids, options);
  return evaluationOf(values, examples.labels, classes);
}

/**
 * Returns how well probabilities fit the truth.
 *
 * @param values `[examples, classes]`, row-major
 * @param labels the class of each example
 */
export function evaluationOf(values: Float32Array, labels: Int32Array, classes: number): Evaluation {
  const n = labels.length;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [at, truth] of labels.entries())
    confusion[truth]![predictedClass(values, at, classes).classIndex]!++;
  const correct = confusion.reduce((sum, row, truth) => sum + row[truth]!, 0);
  const accuracy = correct / n;
  return {
    n,
    accuracy,
    standardError: standardError(accuracy, n),
    loss: meanCrossEntropy(values, labels, classes),
    baseline: majorityBaseline(labels),
    confusion,
  };
}
