// Samples before the loop, and tries the same hyperparameters each time.
// CAUGHT: the same hyperparameters were tried again and again: sample new ones for each trial

import { type Evaluate, sampleHyperparameters } from '../../../../solutions/24-hyperparameter-search';

export { sampleHyperparameters, UNITS } from '../../../../solutions/24-hyperparameter-search';

export function randomSearch(count: number, random: () => number, validate: Evaluate, test: Evaluate) {
  const hyperparameters = sampleHyperparameters(random);
  const trials = Array.from({ length: count }, () => ({
    ...hyperparameters,
    validationAccuracy: validate(hyperparameters),
  }));
  const best = trials.reduce((top, trial) =>
    trial.validationAccuracy > top.validationAccuracy ? trial : top,
  );
  return { trials, best, testAccuracy: test(best) };
}
