// Takes the learning rate and the units from one random number: few units come with low rates only.
// CAUGHT: draw one random number for the rate and another for the units

import { UNITS } from '../../../../solutions/24-hyperparameter-search';

export { randomSearch, UNITS } from '../../../../solutions/24-hyperparameter-search';

export function sampleHyperparameters(random: () => number) {
  const drawn = random();
  return { learningRate: 10 ** (-4 + 3 * drawn), units: UNITS[Math.floor(drawn * UNITS.length)]! };
}
