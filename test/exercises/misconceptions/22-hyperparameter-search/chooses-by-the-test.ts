// Tests all settings, and chooses those that do best there.
// CAUGHT: they are asked once, at the end, for the settings that were chosen

import { drawSettings, type Measure } from '../../../../solutions/22-hyperparameter-search';

export { drawSettings, UNITS } from '../../../../solutions/22-hyperparameter-search';

export function search(count: number, random: () => number, heldOut: Measure, test: Measure) {
  const trials = Array.from({ length: count }, () => {
    const settings = drawSettings(random);
    return { ...settings, heldOutAccuracy: heldOut(settings), testAccuracy: test(settings) };
  });
  const best = trials.reduce((top, trial) => (trial.testAccuracy > top.testAccuracy ? trial : top));
  return { trials, best, testAccuracy: best.testAccuracy };
}
