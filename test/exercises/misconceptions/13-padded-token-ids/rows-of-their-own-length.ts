// Writes the ids without gaps: the padding of all rows ends up at the end.
// CAUGHT: every row must have as many ids as there are columns

import { tokenize } from '../../../../lib/text';
import { UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export { PADDING, rowOf, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function idsMatrix(
  reviews: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  columns: number,
) {
  const ids = new Int32Array(reviews.length * columns);
  let at = 0;
  for (const review of reviews)
    for (const token of tokenize(review).slice(0, columns)) ids[at++] = vocabulary.get(token) ?? UNKNOWN;
  return { ids, rows: reviews.length, columns };
}
