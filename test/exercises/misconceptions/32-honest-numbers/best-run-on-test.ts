// Chooses the epoch on the validation set, and then the best run on the test set.
// CAUGHT: but then the *run* is chosen on the test set

import type { Run } from '../../../../solutions/32-honest-numbers';

export { joined } from '../../../../solutions/32-honest-numbers';

export function honestAccuracy(runs: readonly Run[]): number {
  return Math.max(...runs.map(({ validation, test }) => test[validation.indexOf(Math.max(...validation))]!));
}
