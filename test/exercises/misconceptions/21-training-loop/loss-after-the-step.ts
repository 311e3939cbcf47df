// Computes the loss of each batch after its update: the curve looks better than the training is.
// CAUGHT: The loss must be that of the weights before the update

import { tf } from '../../../../lib/backend';
import { crossEntropy } from '../../../../lib/loss';
import type { Batch } from '../../../../solutions/21-training-loop';

export function trainOneEpoch(
  model: tf.LayersModel,
  batches: Iterable<Batch>,
  optimizer: tf.Optimizer,
): number[] {
  return Array.from(batches, ({ inputs, labels }) =>
    tf.tidy(() => {
      const loss = () => crossEntropy(model.apply(inputs, { training: true }) as tf.Tensor2D, labels);
      optimizer.minimize(loss);
      return loss().dataSync()[0]!;
    }),
  );
}
