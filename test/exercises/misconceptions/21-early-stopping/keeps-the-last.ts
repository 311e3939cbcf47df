// Stops in time, and hands over the weights of the last epoch.
// CAUGHT: the model is left with the weights of the last epoch, 3, not with those of the best one, 2

import type { Outcome, Training } from '../../../../solutions/21-early-stopping';

export function trainWithPatience<W>(training: Training<W>, epochs: number, patience: number): Outcome {
  const losses: number[] = [];
  let best = 0;
  while (losses.length < epochs && (best === 0 || losses.length - best < patience)) {
    training.trainEpoch();
    losses.push(training.heldOutLoss());
    best = 1 + losses.indexOf(Math.min(...losses));
  }
  return { losses, best };
}
