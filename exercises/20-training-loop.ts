import type { tf } from '../lib/backend';
import { crossEntropy } from '../lib/loss';

/** What one step learns from. */
export interface Batch {
  /** What the model takes, `[batch, ...]`. */
  inputs: tf.Tensor;
  /** `[batch]`, int32: the class of each review. */
  labels: tf.Tensor1D;
}

/**
 * Trains a classifier for one epoch: for each batch, in order, it computes the loss and its gradients, and lets the
 * optimizer change the model's weights. The model is run as in training, so that dropout drops.
 *
 * The loss of logits and labels is `crossEntropy(logits, labels)`, which is imported above.
 *
 * @param model gives logits `[batch, classes]`
 * @param batches whoever made them disposes them
 * @returns the loss of each batch, in nats, as it was before that batch's step; apart from what the optimizer keeps, no
 *   new tensor is left behind
 */
export function trainOneEpoch(
  model: tf.LayersModel,
  batches: Iterable<Batch>,
  optimizer: tf.Optimizer,
): number[] {
  throw new Error('not written yet: trainOneEpoch');
}
