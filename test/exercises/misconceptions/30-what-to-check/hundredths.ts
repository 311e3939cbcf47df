// Tries hundredths only, from 0.5 on.
// CAUGHT: the result is 0.9, not 0.4325

import { automatic, type Checked } from '../../../../solutions/30-what-to-check';

export { automatic };

export function thresholdFor(predictions: readonly Checked[], target: number): number | undefined {
  for (let n = 50; n <= 100; n++) {
    const threshold = n / 100;
    const isCandidate = predictions.some(({ probability }) => probability === threshold);
    if (isCandidate && automatic(predictions, threshold).accuracy >= target) return threshold;
  }
  return undefined;
}
