import { tf } from '../lib/backend';
import { crossEntropy } from '../lib/loss';

/** The data of one training step. */
export interface Batch {
  /** The inputs of the model, `[batch, ...]`. */
  inputs: tf.Tensor;
  /** `[batch]`, int32: the class of each review. */
  labels: tf.Tensor1D;
}

/**
 * Trains a classifier for one epoch. For each batch, in order, it computes the loss and its
 * gradients, and the optimizer updates the model's weights. The model runs in training mode, so
 * that dropout is on.
 *
 * The loss of a batch is `crossEntropy(logits, labels)`, which is imported above. The optimizer's
 * method `minimize` computes the gradients and updates the weights in one call.
 *
 * @param model gives logits `[batch, classes]`
 * @param batches the caller disposes them
 * @returns the loss of each batch before its update, in nats; apart from the optimizer's state, no
 *   new tensor is left in memory
 */
export function trainOneEpoch(
  model: tf.LayersModel,
  batches: Iterable<Batch>,
  optimizer: tf.Optimizer,
): number[] {
  throw new Error('not written yet: trainOneEpoch');
}
