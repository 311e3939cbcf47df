// Runs the model with predict, which turns dropout off.
// CAUGHT: the model was not run in training mode

import type { tf } from '../../../../lib/backend';
import { crossEntropy } from '../../../../lib/loss';
import type { Batch } from '../../../../solutions/21-training-loop';

export function trainOneEpoch(
  model: tf.LayersModel,
  batches: Iterable<Batch>,
  optimizer: tf.Optimizer,
): number[] {
  return Array.from(batches, ({ inputs, labels }) => {
    const loss = optimizer.minimize(() => crossEntropy(model.predict(inputs) as tf.Tensor2D, labels), true)!;
    const value = loss.dataSync()[0]!;
    loss.dispose();
    return value;
  });
}
