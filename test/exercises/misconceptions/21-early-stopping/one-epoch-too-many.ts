// Stops when there were more bad epochs than patience allows.
// CAUGHT: one epoch too many

import type { Outcome, Training } from '../../../../solutions/21-early-stopping';

export function trainWithPatience<W>(training: Training<W>, epochs: number, patience: number): Outcome {
  const losses: number[] = [];
  const weights: W[] = [];
  let best = 0;
  while (losses.length < epochs && (best === 0 || losses.length - best <= patience)) {
    training.trainEpoch();
    losses.push(training.heldOutLoss());
    weights.push(training.weights());
    best = 1 + losses.indexOf(Math.min(...losses));
  }
  training.setWeights(weights[best - 1]!);
  return { losses, best };
}
