// Does not truncate: a long review goes on in the row of a shorter next one.
// CAUGHT: a review must be truncated to as many tokens as there are columns

import { tokenize } from '../../../../lib/text';
import { UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export { PADDING, rowOf, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function idsMatrix(
  reviews: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  columns: number,
) {
  const ids = new Int32Array(reviews.length * columns);
  for (const [row, review] of reviews.entries())
    for (const [n, token] of tokenize(review).entries())
      ids[row * columns + n] = vocabulary.get(token) ?? UNKNOWN;
  return { ids, rows: reviews.length, columns };
}
