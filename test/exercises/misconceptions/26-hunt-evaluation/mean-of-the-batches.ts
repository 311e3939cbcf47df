// Averages the accuracies of batches, the small last one included.
// CAUGHT: batches count the same here, though one has more reviews than the other

import { tf } from '../../../../lib/backend';
import { lastOutputs, type TestBatch } from '../../../../solutions/26-hunt-evaluation';

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
