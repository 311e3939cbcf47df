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
  // HINT Who computes the gradients: you, the model or the optimizer? And what must it be given for that, a number or a
  //      function?
  // HINT Section "One step" of notebook 10 shows the library's version of a step. `model.predict` is made for testing:
  //      it leaves dropout off. `model.apply(inputs, { training: true })` is the other one.
  // HINT `optimizer.minimize(() => loss, true)` does a whole step and gives the loss as it was before, as a tensor:
  //      read its number with `dataSync()[0]`, then dispose it. All that is left is a loop.
  // BEGIN SOLUTION trainOneEpoch
  const losses: number[] = [];
  for (const { inputs, labels } of batches) {
    const loss = optimizer.minimize(() => {
      const logits = model.apply(inputs, { training: true }) as tf.Tensor2D;
      return crossEntropy(logits, labels);
    }, true)!;
    losses.push(loss.dataSync()[0]!);
    loss.dispose();
  }
  return losses;
  // END SOLUTION
}
