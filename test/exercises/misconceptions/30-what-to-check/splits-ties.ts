// Sorts the predictions and takes the best ones, so that of two with the same probability only one
// is counted.
// CAUGHT: with this threshold the model labels all texts that have the same or a higher probability

import type { Checked } from '../../../../solutions/30-what-to-check';

export { automatic } from '../../../../solutions/30-what-to-check';

export function thresholdFor(predictions: readonly Checked[], target: number) {
  const sorted = [...predictions].sort((a, b) => b.probability - a.probability);
  let right = 0;
  let best: number | undefined;
  for (const [n, { probability, correct }] of sorted.entries()) {
    if (correct) right++;
    if (right / (n + 1) >= target) best = probability;
  }
  return best;
}
