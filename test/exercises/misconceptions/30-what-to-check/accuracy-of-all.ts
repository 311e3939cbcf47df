// Divides by all texts, as if those that a person reads were wrong.
// CAUGHT: the accuracy counts only the texts that the model labels

import type { Checked } from '../../../../solutions/30-what-to-check';

export { thresholdFor } from '../../../../solutions/30-what-to-check';

export function automatic(predictions: readonly Checked[], threshold: number) {
  const kept = predictions.filter(({ probability }) => probability >= threshold);
  const right = kept.filter(({ correct }) => correct).length;
  return { share: kept.length / predictions.length, accuracy: right / predictions.length };
}
