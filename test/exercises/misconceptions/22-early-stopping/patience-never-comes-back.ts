// Counts all bad epochs of the run, not those in a row.
// CAUGHT: Each new best epoch must reset the patience

import type { History, TrainableModel } from '../../../../solutions/22-early-stopping';

export function trainWithEarlyStopping<W>(
  model: TrainableModel<W>,
  epochs: number,
  patience: number,
): History {
  const validationLosses: number[] = [];
  let [bestEpoch, bad] = [0, 0];
  let kept = model.getWeights();
  while (validationLosses.length < epochs && bad < patience) {
    model.trainEpoch();
    validationLosses.push(model.validationLoss());
    if (bestEpoch === 0 || validationLosses.at(-1)! < validationLosses[bestEpoch - 1]!) {
      bestEpoch = validationLosses.length;
      kept = model.getWeights();
    } else bad++;
  }
  model.setWeights(kept);
  return { validationLosses, bestEpoch };
}
