// Puts the ids one behind the other: the padding of all rows ends up at the end.
// CAUGHT: every row has as many places as there are columns

import { tokenize } from '../../../../lib/text';
import { UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export { PADDING, rowOf, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function idsMatrix(reviews: readonly string[], idOf: ReadonlyMap<string, number>, columns: number) {
  const ids = new Int32Array(reviews.length * columns);
  let at = 0;
  for (const review of reviews)
    for (const word of tokenize(review).slice(0, columns)) ids[at++] = idOf.get(word) ?? UNKNOWN;
  return { ids, rows: reviews.length, columns };
}
