// Averages the accuracies of the batches, including the smaller last one.
// CAUGHT: each batch has the same weight here, though one has more reviews than the other

import { tf } from '../../../../lib/backend';
import { lastOutputs, type TestBatch } from '../../../../solutions/28-hunt-evaluation';

export { lastOutputs };

export function accuracyOn(head: tf.LayersModel, batches: readonly TestBatch[]): number {
  const accuracies = batches.map(({ outputs, lengths, labels }) =>
    tf.tidy(() => {
      const logits = head.predict(lastOutputs(outputs, lengths)) as tf.Tensor2D;
      return logits.argMax(1).toInt().equal(labels).toFloat().mean().dataSync()[0]!;
    }),
  );
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
}
