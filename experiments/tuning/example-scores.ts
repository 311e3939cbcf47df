import type { tf } from '../../lib/backend';
import type { Examples } from '../../lib/batches/examples';
import { predictedClass } from '../../lib/evaluation/metrics';
import { predictLogits } from '../../lib/evaluation/predict-logits';
import { softmax } from '../../lib/loss';
import type { TrainedResult } from './trial-result';

/**
 * Returns the loss in nats of each example, to six digits, and 1 if its prediction is correct, else
 * 0.
 *
 * @param paddedLength rows are padded to this length. Default: to the longest row of each batch
 */
export async function exampleScores(
  model: tf.LayersModel,
  { ids, labels }: Examples,
  paddedLength?: number,
): Promise<NonNullable<TrainedResult['examples']>> {
  const { logits, classes } = await predictLogits(model, ids, { paddedLength });
  const probabilities = softmax(logits, classes);
  const losses: number[] = [];
  const correct: number[] = [];
  for (const [at, label] of labels.entries()) {
    const row = probabilities.subarray(at * classes, (at + 1) * classes);
    losses.push(-Math.log(Math.max(row[label]!, Number.MIN_VALUE)));
    correct.push(predictedClass(logits, at, classes).classIndex === label ? 1 : 0);
  }
  return { losses: losses.map((loss) => Number(loss.toPrecision(6))), correct };
}
