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
  // HINT In which place of the array does the second row begin? And where would a row end that is not cut?
  // HINT Section "The ids matrix" of notebook 07 has a listing of what happens to one review.
  // HINT A new `Int32Array(rows * columns)` is all `PADDING` already. For review number `row` put the id of its word
  //      number `n` at `row * columns + n`, as long as `n` is below `columns`.
  // BEGIN SOLUTION idsMatrix
  const ids = new Int32Array(reviews.length * columns);
  for (const [row, review] of reviews.entries()) {
    const words = tokenize(review).slice(0, columns);
    for (const [n, word] of words.entries()) ids[row * columns + n] = idOf.get(word) ?? UNKNOWN;
  }
  return { ids, rows: reviews.length, columns };
  // END SOLUTION
}

/**
 * Returns one row of an ids matrix, counted from 0.
 *
 * @throws RangeError where there is no such row; silence would give a row of another review, or half a row
 */
export function rowOf({ ids, rows, columns }: IdsMatrix, row: number): Int32Array {
  // HINT What does `slice` do with places that lie behind the end of an array, or before its beginning?
  // HINT The heat map in section "The ids matrix" of notebook 07 shows forty rows; the first is number 0.
  // HINT Throw a `RangeError` unless 0 ≤ `row` < `rows`; else `ids.slice(row * columns, (row + 1) * columns)`.
  // BEGIN SOLUTION rowOf
  if (!(row >= 0 && row < rows)) throw new RangeError(`there is no row ${row}: the matrix has ${rows}`);
  return ids.slice(row * columns, (row + 1) * columns);
  // END SOLUTION
}
