// Evaluates all trials on the test set, and chooses by that.
// CAUGHT: use it once, at the end, for the chosen hyperparameters

import { type Evaluate, sampleHyperparameters } from '../../../../solutions/24-hyperparameter-search';

export { sampleHyperparameters, UNITS } from '../../../../solutions/24-hyperparameter-search';

export function randomSearch(count: number, random: () => number, validate: Evaluate, test: Evaluate) {
  const trials = Array.from({ length: count }, () => {
    const hyperparameters = sampleHyperparameters(random);
    return {
      ...hyperparameters,
      validationAccuracy: validate(hyperparameters),
      testAccuracy: test(hyperparameters),
    };
  });
  const best = trials.reduce((top, trial) => (trial.testAccuracy > top.testAccuracy ? trial : top));
  return { trials, best, testAccuracy: best.testAccuracy };
}
