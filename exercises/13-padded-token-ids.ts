import { tokenize } from '../lib/text';

/** The id of padding. */
export const PADDING = 0;

/** The id of every token that is not in the vocabulary. */
export const UNKNOWN = 399_999;

/**
 * The padded token-id matrix of some reviews, in a single array: what a tensor and a `.npy` file
 * are made of. The tutorial calls it `idsMatrix`.
 */
export interface IdsMatrix {
  /** `rows * columns` ids, row by row. */
  ids: Int32Array;
  rows: number;
  columns: number;
}

/**
 * Returns the padded token-id matrix of reviews, with one row for each. A longer review is
 * truncated to its first `columns` tokens. A shorter one is padded with `PADDING` at its end.
 *
 * `tokenize` cleans a review and splits it into tokens. A token that is not in the vocabulary gets
 * `UNKNOWN`.
 *
 * @param vocabulary finds the id of a token in one step. (The tutorial searches its list of
 *   400,000 words from the start for each token, which takes minutes.) A token may have the id 0.
 *
 * @example
 * const vocabulary = new Map([['a', 7], ['fine', 1190], ['film', 319]]);
 * idsMatrix(['A fine film!', 'Fine.'], vocabulary, 2);
 * // { ids: [7, 1190, 1190, 0], rows: 2, columns: 2 }
 */
export function idsMatrix(
  reviews: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  columns: number,
): IdsMatrix {
  throw new Error('not written yet: idsMatrix');
}

/**
 * Returns one row of a padded token-id matrix, counted from 0.
 *
 * @throws RangeError if there is no such row. Without the error the result would be wrong: part of
 *   another row, or nothing.
 */
export function rowOf({ ids, rows, columns }: IdsMatrix, row: number): Int32Array {
  throw new Error('not written yet: rowOf');
}
