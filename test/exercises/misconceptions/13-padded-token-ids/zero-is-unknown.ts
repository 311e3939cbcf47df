// Tests whether the id is truthy, which 0 is not.
// CAUGHT: with a vocabulary where "a" has the id 0, the review "a b" became [399999, 399999]

import { tokenize } from '../../../../lib/text';
import { UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export { PADDING, rowOf, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function idsMatrix(
  reviews: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  columns: number,
) {
  const ids = new Int32Array(reviews.length * columns);
  for (const [row, review] of reviews.entries()) {
    const tokens = tokenize(review).slice(0, columns);
    for (const [n, token] of tokens.entries()) ids[row * columns + n] = vocabulary.get(token) || UNKNOWN;
  }
  return { ids, rows: reviews.length, columns };
}
