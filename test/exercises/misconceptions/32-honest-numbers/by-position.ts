// Trusts that both lists have the same order.
// CAUGHT: these are the values of different documents: join them by id

import type { Feature } from '../../../../solutions/32-honest-numbers';

export { honestAccuracy } from '../../../../solutions/32-honest-numbers';

export function joined(first: readonly Feature[], second: readonly Feature[]): [number, number][] {
  return first.map(({ value }, n) => [value, second[n]!.value]);
}
