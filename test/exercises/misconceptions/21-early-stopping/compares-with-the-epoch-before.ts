// Counts rises from one epoch to the next: after a bad epoch anything looks like an improvement.
// CAUGHT: this asks whether an epoch is better than the one before; what counts is the best epoch so far

import type { Outcome, Training } from '../../../../solutions/21-early-stopping';

export function trainWithPatience<W>(training: Training<W>, epochs: number, patience: number): Outcome {
  const losses: number[] = [];
  const weights: W[] = [];
  let rises = 0;
  while (losses.length < epochs && rises < patience) {
    training.trainEpoch();
    losses.push(training.heldOutLoss());
    weights.push(training.weights());
    rises = losses.length > 1 && losses.at(-1)! >= losses.at(-2)! ? rises + 1 : 0;
  }
  const best = 1 + losses.indexOf(Math.min(...losses));
  training.setWeights(weights[best - 1]!);
  return { losses, best };
}
