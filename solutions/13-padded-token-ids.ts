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
  // HINT At which index of the array does the second row begin? And where would a row end that is
  //      not truncated?
  // HINT Section "The padded token-id matrix" of notebook 07 has a listing of what happens to one
  //      review.
  // HINT A new `Int32Array(rows * columns)` is all `PADDING` already. Put the id of token `n` of
  //      review `row` at index `row * columns + n`, as long as `n` is below `columns`.
  // BEGIN SOLUTION idsMatrix
  const ids = new Int32Array(reviews.length * columns);
  for (const [row, review] of reviews.entries()) {
    const tokens = tokenize(review).slice(0, columns);
    for (const [n, token] of tokens.entries()) ids[row * columns + n] = vocabulary.get(token) ?? UNKNOWN;
  }
  return { ids, rows: reviews.length, columns };
  // END SOLUTION
}

/**
 * Returns one row of a padded token-id matrix, counted from 0.
 *
 * @throws RangeError if there is no such row. Without the error the result would be wrong: part of
 *   another row, or nothing.
 */
export function rowOf({ ids, rows, columns }: IdsMatrix, row: number): Int32Array {
  // HINT What does `slice` do with indices after the end of an array, or before its beginning?
  // HINT The heat map in section "The padded token-id matrix" of notebook 07 shows forty rows; the
  //      first is number 0.
  // HINT Throw a `RangeError` unless 0 ≤ `row` < `rows`; else `ids.slice(row * columns, (row + 1)
  //      * columns)`.
  // BEGIN SOLUTION rowOf
  if (!(row >= 0 && row < rows)) throw new RangeError(`there is no row ${row}: the matrix has ${rows}`);
  return ids.slice(row * columns, (row + 1) * columns);
  // END SOLUTION
}
