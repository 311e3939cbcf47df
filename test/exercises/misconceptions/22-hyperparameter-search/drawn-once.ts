// Draws before the loop, and tries the same settings each time.
// CAUGHT: the same settings were tried again and again: draw anew for each trial

import { drawSettings, type Measure } from '../../../../solutions/22-hyperparameter-search';

export { drawSettings, UNITS } from '../../../../solutions/22-hyperparameter-search';

export function search(count: number, random: () => number, heldOut: Measure, test: Measure) {
  const settings = drawSettings(random);
  const trials = Array.from({ length: count }, () => ({ ...settings, heldOutAccuracy: heldOut(settings) }));
  const best = trials.reduce((top, trial) => (trial.heldOutAccuracy > top.heldOutAccuracy ? trial : top));
  return { trials, best, testAccuracy: test(best) };
}
