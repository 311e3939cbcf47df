// Leaves out the documents that are in one list only.
// CAUGHT: throw an error, and do not guess

import type { Feature } from '../../../../solutions/32-honest-numbers';

export { honestAccuracy } from '../../../../solutions/32-honest-numbers';

export function joined(first: readonly Feature[], second: readonly Feature[]): [number, number][] {
  const values = new Map(second.map(({ id, value }) => [id, value]));
  return first.flatMap(({ id, value }) => {
    const other = values.get(id);
    return other === undefined ? [] : [[value, other]];
  });
}
