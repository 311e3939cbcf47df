// Returns the number that it chose by.
// CAUGHT: this is the validation accuracy, on which you chose

import type { Run } from '../../../../solutions/32-honest-numbers';

export { joined } from '../../../../solutions/32-honest-numbers';

export function honestAccuracy(runs: readonly Run[]): number {
  return Math.max(...runs.flatMap(({ validation }) => validation));
}
