// Stops only when there are more bad epochs than the patience.
// CAUGHT: one epoch too many

import type { History, TrainableModel } from '../../../../solutions/22-early-stopping';

export function trainWithEarlyStopping<W>(
  model: TrainableModel<W>,
  epochs: number,
  patience: number,
): History {
  const validationLosses: number[] = [];
  const weights: W[] = [];
  let bestEpoch = 0;
  while (
    validationLosses.length < epochs &&
    (bestEpoch === 0 || validationLosses.length - bestEpoch <= patience)
  ) {
    model.trainEpoch();
    validationLosses.push(model.validationLoss());
    weights.push(model.getWeights());
    bestEpoch = 1 + validationLosses.indexOf(Math.min(...validationLosses));
  }
  model.setWeights(weights[bestEpoch - 1]!);
  return { validationLosses, bestEpoch };
}
