// Reports the best test accuracy that was ever seen.
// CAUGHT: this is the best test accuracy: then the test set has chosen

import type { Run } from '../../../../solutions/32-honest-numbers';

export { joined } from '../../../../solutions/32-honest-numbers';

export function honestAccuracy(runs: readonly Run[]): number {
  return Math.max(...runs.flatMap(({ test }) => test));
}
