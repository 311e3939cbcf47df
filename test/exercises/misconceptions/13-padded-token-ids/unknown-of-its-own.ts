// Gives an unknown token the id of some other word.
// CAUGHT: a token that is not in the vocabulary must become UNKNOWN, 399999

import { tokenize } from '../../../../lib/text';
import type { IdsMatrix } from '../../../../solutions/13-padded-token-ids';

export { rowOf } from '../../../../solutions/13-padded-token-ids';

export const PADDING = 0;
export const UNKNOWN = 1;

export function idsMatrix(
  reviews: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  columns: number,
): IdsMatrix {
  const ids = reviews.flatMap((review) => {
    const tokens = tokenize(review);
    return Array.from({ length: columns }, (_, n) =>
      n < tokens.length ? (vocabulary.get(tokens[n]!) ?? UNKNOWN) : PADDING,
    );
  });
  return { ids: Int32Array.from(ids), rows: reviews.length, columns };
}
