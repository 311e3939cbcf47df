// Looks for the lowest value, as with a loss.
// CAUGHT: the worst trial was chosen: the highest accuracy is the best

import { type Evaluate, sampleHyperparameters } from '../../../../solutions/24-hyperparameter-search';

export { sampleHyperparameters, UNITS } from '../../../../solutions/24-hyperparameter-search';

export function randomSearch(count: number, random: () => number, validate: Evaluate, test: Evaluate) {
  const trials = Array.from({ length: count }, () => {
    const hyperparameters = sampleHyperparameters(random);
    return { ...hyperparameters, validationAccuracy: validate(hyperparameters) };
  });
  const [best] = [...trials].sort((a, b) => a.validationAccuracy - b.validationAccuracy);
  return { trials, best, testAccuracy: test(best!) };
}
