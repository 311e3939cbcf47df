// Lets slice return nothing for a row after the end, or for -1 a part of the last one.
// CAUGHT: there is no row 3 in a matrix of 3 rows: rowOf must throw a RangeError

import type { IdsMatrix } from '../../../../solutions/13-padded-token-ids';

export { idsMatrix, PADDING, UNKNOWN } from '../../../../solutions/13-padded-token-ids';

export function rowOf({ ids, columns }: IdsMatrix, row: number): Int32Array {
  return ids.slice(row * columns, (row + 1) * columns);
}
