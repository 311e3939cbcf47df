// Counts all bad epochs of the run, not those in a row.
// CAUGHT: Each new best epoch gives all the patience back

import type { Outcome, Training } from '../../../../solutions/21-early-stopping';

export function trainWithPatience<W>(training: Training<W>, epochs: number, patience: number): Outcome {
  const losses: number[] = [];
  let [best, bad] = [0, 0];
  let kept = training.weights();
  while (losses.length < epochs && bad < patience) {
    training.trainEpoch();
    losses.push(training.heldOutLoss());
    if (best === 0 || losses.at(-1)! < losses[best - 1]!) {
      best = losses.length;
      kept = training.weights();
    } else bad++;
  }
  training.setWeights(kept);
  return { losses, best };
}
