// Takes 1 for a loss that every epoch is below.
// CAUGHT: a loss may be above 1

import type { History, TrainableModel } from '../../../../solutions/22-early-stopping';

export function trainWithEarlyStopping<W>(
  model: TrainableModel<W>,
  epochs: number,
  patience: number,
): History {
  const validationLosses: number[] = [];
  let [lowest, bestEpoch, bestWeights] = [1, 0, model.getWeights()];
  while (validationLosses.length < epochs && validationLosses.length - bestEpoch < patience) {
    model.trainEpoch();
    const loss = model.validationLoss();
    validationLosses.push(loss);
    if (loss < lowest) [lowest, bestEpoch, bestWeights] = [loss, validationLosses.length, model.getWeights()];
  }
  model.setWeights(bestWeights);
  return { validationLosses, bestEpoch };
}
