import type { tf } from '../backend';
import type { Examples } from '../batches/examples';
import { crossEntropyOfLogits } from '../loss';
import {
  accuracyOfConfusion,
  confusionMatrix,
  macroF1,
  majorityBaseline,
  predictedClass,
  standardError,
} from './metrics';
import { type Logits, type PredictOptions, predictLogits } from './predict-logits';

/** The metrics of a classifier on labeled examples. */
export interface Evaluation {
  /** The number of examples. */
  n: number;
  /** Share of correct predictions, 0 to 1. */
  accuracy: number;
  /** Standard error of the accuracy. */
  standardError: number;
  /** Mean cross-entropy in nats. */
  loss: number;
  /** Accuracy of the majority-class baseline on these examples. */
  baseline: number;
  /** The mean of the classes' F1, 0 to 1 (`macroF1`). */
  macroF1: number;
  /** The confusion matrix, `confusion[label][prediction]`: numbers of examples. */
  confusion: number[][];
}

/**
 * Returns the accuracy and loss of a model on examples.
 *
 * @throws if there are no examples; the signal's reason if it is stopped
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
  options: PredictOptions = {},
): Promise<Evaluation> {
  if (examples.ids.length === 0) throw new Error('there are no examples to evaluate');
  return evaluationOf(await predictLogits(model, examples.ids, options), examples.labels);
}

/**
 * Returns the accuracy and loss of logits.
 *
 * @param labels `[examples]`: the class of each example
 * @param temperature logits are divided by it for the loss. Default 1.
 */
export function evaluationOf({ logits, classes }: Logits, labels: Int32Array, temperature = 1): Evaluation {
  const n = labels.length;
  const predictions = labels.map((_, at) => predictedClass(logits, at, classes).classIndex);
  const confusion = confusionMatrix(labels, predictions, classes);
  const accuracy = accuracyOfConfusion(confusion);
  return {
    n,
    accuracy,
    standardError: standardError(accuracy, n),
    loss: crossEntropyOfLogits(logits, labels, classes, temperature),
    baseline: majorityBaseline(labels),
    macroF1: macroF1(confusion),
    confusion,
  };
}
