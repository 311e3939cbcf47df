// Does not cut: the end of a long review stands in the row of the next one, where that is shorter.
// CAUGHT: a review is cut after as many words as there are columns

import { tokenize } from '../../../../lib/text';
import { UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export { PADDING, rowOf, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function idsMatrix(reviews: readonly string[], idOf: ReadonlyMap<string, number>, columns: number) {
  const ids = new Int32Array(reviews.length * columns);
  for (const [row, review] of reviews.entries())
    for (const [n, word] of tokenize(review).entries()) ids[row * columns + n] = idOf.get(word) ?? UNKNOWN;
  return { ids, rows: reviews.length, columns };
}
