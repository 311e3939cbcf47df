// Takes the most careful threshold, so that the model labels almost nothing.
// CAUGHT: a lower threshold is good enough, and labels more texts

import { automatic, type Checked } from '../../../../solutions/30-what-to-check';

export { automatic } from '../../../../solutions/30-what-to-check';

export function thresholdFor(predictions: readonly Checked[], target: number) {
  const candidates = predictions.map(({ probability }) => probability).sort((a, b) => b - a);
  return candidates.find((threshold) => automatic(predictions, threshold).accuracy >= target);
}
