// Looks for the lowest, as with a loss.
// CAUGHT: of accuracies, the highest is the best

import { drawSettings, type Measure } from '../../../../solutions/22-hyperparameter-search';

export { drawSettings, UNITS } from '../../../../solutions/22-hyperparameter-search';

export function search(count: number, random: () => number, heldOut: Measure, test: Measure) {
  const trials = Array.from({ length: count }, () => {
    const settings = drawSettings(random);
    return { ...settings, heldOutAccuracy: heldOut(settings) };
  });
  const [best] = [...trials].sort((a, b) => a.heldOutAccuracy - b.heldOutAccuracy);
  return { trials, best, testAccuracy: test(best!) };
}
