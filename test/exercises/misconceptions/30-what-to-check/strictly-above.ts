// Leaves out the texts at the threshold itself.
// CAUGHT: a probability that equals the threshold is enough

import type { Checked } from '../../../../solutions/30-what-to-check';

export { thresholdFor } from '../../../../solutions/30-what-to-check';

export function automatic(predictions: readonly Checked[], threshold: number) {
  const kept = predictions.filter(({ probability }) => probability > threshold);
  const right = kept.filter(({ correct }) => correct).length;
  return { share: kept.length / predictions.length, accuracy: right / kept.length };
}
