// Asks whether the id is truthy, which 0 is not.
// CAUGHT: with the ids a 0, the review "a b" became [399999, 399999]

import { tokenize } from '../../../../lib/text';
import { UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export { PADDING, rowOf, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function idsMatrix(reviews: readonly string[], idOf: ReadonlyMap<string, number>, columns: number) {
  const ids = new Int32Array(reviews.length * columns);
  for (const [row, review] of reviews.entries()) {
    const words = tokenize(review).slice(0, columns);
    for (const [n, word] of words.entries()) ids[row * columns + n] = idOf.get(word) || UNKNOWN;
  }
  return { ids, rows: reviews.length, columns };
}
