// Counts rises from one epoch to the next: after a bad epoch anything looks like an improvement.
// CAUGHT: this compares an epoch with the one before; compare it with the best epoch so far

import type { History, TrainableModel } from '../../../../solutions/22-early-stopping';

export function trainWithEarlyStopping<W>(
  model: TrainableModel<W>,
  epochs: number,
  patience: number,
): History {
  const validationLosses: number[] = [];
  const weights: W[] = [];
  let rises = 0;
  while (validationLosses.length < epochs && rises < patience) {
    model.trainEpoch();
    validationLosses.push(model.validationLoss());
    weights.push(model.getWeights());
    rises =
      validationLosses.length > 1 && validationLosses.at(-1)! >= validationLosses.at(-2)! ? rises + 1 : 0;
  }
  const bestEpoch = 1 + validationLosses.indexOf(Math.min(...validationLosses));
  model.setWeights(weights[bestEpoch - 1]!);
  return { validationLosses, bestEpoch };
}
