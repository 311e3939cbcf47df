// Pads with another id.
// CAUGHT: gave the ids [1190, 7, 7, 319], not [1190, 0, 7, 319]

import { tokenize } from '../../../../lib/text';
import type { IdsMatrix } from '../../../../solutions/13-padded-token-ids';

export { rowOf } from '../../../../solutions/13-padded-token-ids';

export const PADDING = 7;
export const UNKNOWN = 399_999;

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
