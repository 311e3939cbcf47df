import { tf } from '../lib/backend';

/** Reviews to test on. */
export interface TestBatch {
  /** `[batch, time, units]`: what an LSTM gave at each step, padding included. */
  outputs: tf.Tensor3D;
  /** `[batch]`, int32: how many words each review has, at least 1; the first so many steps are words. */
  lengths: tf.Tensor1D;
  /** `[batch]`, int32: the class of each review. */
  labels: tf.Tensor1D;
}

/**
 * BUG HUNT. Says how good a classifier is. An LSTM has read the reviews already; `head` makes logits of its last output.
 * The network had learnt well, but short reviews were judged badly, each test gave another accuracy, and memory filled
 * up. There are four bugs in these two functions, two of them the tutorial's: find and mend them. When it is right,
 *
 * - what goes into `head` is the output at the last *word* of each review,
 * - testing the same batches again gives the same accuracy,
 * - each *review* counts the same, however the reviews are cut into batches,
 * - no new tensor is left behind.
 *
 * @param head from `[batch, units]` to logits `[batch, classes]`; it may have dropout
 * @returns the share of the reviews whose greatest logit is that of their class
 */
export function accuracyOn(head: tf.LayersModel, batches: readonly TestBatch[]): number {
  const accuracies: number[] = [];
  for (const { outputs, lengths, labels } of batches) {
    const logits = head.apply(lastOutputs(outputs, lengths), { training: true }) as tf.Tensor2D;
    const right = logits.argMax(1).toInt().equal(labels).sum();
    accuracies.push(right.dataSync()[0]! / labels.size);
  }
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
}

/** Returns the last output of each review, `[batch, units]`; the caller disposes it. */
export function lastOutputs(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  const [batch, time, units] = outputs.shape;
  return outputs.slice([0, time - 1, 0], [batch, 1, units]).squeeze([1]);
}
