import { tokenize } from '../lib/text';

/** The id of "no word here". */
export const PADDING = 0;

/** The id of every word that the vocabulary does not have. */
export const UNKNOWN = 399_999;

/** Reviews as ids, one below the other, in a single array: what a tensor and a `.npy` file are made of. */
export interface IdsMatrix {
  /** `rows * columns` ids: all of the first row, then all of the second, and so on. */
  ids: Int32Array;
  rows: number;
  columns: number;
}

/**
 * Returns the ids matrix of reviews: a row for each, cut after `columns` words or filled up with `PADDING` at its end.
 * `tokenize` cleans a review and splits it into words; a word that `idOf` does not have gets `UNKNOWN`.
 *
 * @param idOf finds a word in one step. (The tutorial searches its list of 400,000 words from the start for each word,
 *   which takes hours.)
 *
 * @example
 * const idOf = new Map([['a', 7], ['fine', 1190], ['film', 319]]);
 * idsMatrix(['A fine film!', 'Fine.'], idOf, 2); // { ids: [7, 1190, 1190, 0], rows: 2, columns: 2 }
 */
export function idsMatrix(
  reviews: readonly string[],
  idOf: ReadonlyMap<string, number>,
  columns: number,
): IdsMatrix {
  throw new Error('not written yet: idsMatrix');
}

/**
 * Returns one row of an ids matrix, counted from 0.
 *
 * @throws RangeError where there is no such row; silence would give a row of another review, or half a row
 */
export function rowOf({ ids, rows, columns }: IdsMatrix, row: number): Int32Array {
  throw new Error('not written yet: rowOf');
}
