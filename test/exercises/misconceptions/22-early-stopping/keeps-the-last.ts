// Stops in time, and keeps the weights of the last epoch.
// CAUGHT: the model has the weights of the last epoch, 3, not those of the best one, 2

import type { History, TrainableModel } from '../../../../solutions/22-early-stopping';

export function trainWithEarlyStopping<W>(
  model: TrainableModel<W>,
  epochs: number,
  patience: number,
): History {
  const validationLosses: number[] = [];
  let bestEpoch = 0;
  while (
    validationLosses.length < epochs &&
    (bestEpoch === 0 || validationLosses.length - bestEpoch < patience)
  ) {
    model.trainEpoch();
    validationLosses.push(model.validationLoss());
    bestEpoch = 1 + validationLosses.indexOf(Math.min(...validationLosses));
  }
  return { validationLosses, bestEpoch };
}
