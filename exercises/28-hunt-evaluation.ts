import { tf } from '../lib/backend';

/** A batch of the test set. */
export interface TestBatch {
  /** `[batch, time, units]`: the LSTM's output at each time step, padding included. */
  outputs: tf.Tensor3D;
  /** `[batch]`, int32: how many words each review has, at least 1; the words come first. */
  lengths: tf.Tensor1D;
  /** `[batch]`, int32: the label of each review. */
  labels: tf.Tensor1D;
}

/**
 * BUG HUNT. Returns the accuracy of a classifier. The outputs of its LSTM are given; `head` turns
 * the last output of a review into logits.
 *
 * The network was trained well, but its predictions for short reviews were bad, each evaluation
 * gave another accuracy, and memory filled up. There are four bugs in these two functions, two of
 * them from the tutorial: find and fix them. When it is right,
 *
 * - the input of `head` is the output at the last *word* of each review,
 * - evaluating the same batches again gives the same accuracy,
 * - each *review* has the same weight, however the reviews are split into batches,
 * - no new tensor is left in memory.
 *
 * @param head from `[batch, units]` to logits `[batch, classes]`; it may have dropout
 * @returns the share of the reviews whose largest logit is that of their label
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

/**
 * Returns the output at the last word of each review, `[batch, units]`; the caller disposes it.
 */
export function lastOutputs(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  const [batch, time, units] = outputs.shape;
  return outputs.slice([0, time - 1, 0], [batch, 1, units]).squeeze([1]);
}
