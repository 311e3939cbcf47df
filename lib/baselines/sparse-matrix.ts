import { type NGrams, nGramIdsIn } from '../text/n-grams';

/**
 * A matrix of which only the entries are stored that are not 0, row after row (compressed sparse rows): the entries of row n
 * stand from `starts[n]` to before `starts[n + 1]`.
 */
export interface SparseMatrix {
  rows: number;
  columns: number;
  /** `[rows + 1]` */
  starts: Int32Array;
  /** The column of each entry. */
  indices: Int32Array;
  /** Each entry. */
  values: Float32Array;
}

/** Returns how often each n-gram occurs in each text, `[texts, n-grams]`. */
export function nGramCounts(documents: readonly Int32Array[], ngrams: NGrams): SparseMatrix {
  const most = documents.reduce((sum, { length }) => sum + length * ngrams.longest, 0);
  const [indices, values] = [new Int32Array(most), new Float32Array(most)];
  const starts = new Int32Array(documents.length + 1);
  let end = 0;
  for (const [row, ids] of documents.entries()) {
    for (const ngram of nGramIdsIn(ids, ngrams)) {
      if (end === starts[row] || indices[end - 1] !== ngram) indices[end++] = ngram;
      values[end - 1]!++;
    }
    starts[row + 1] = end;
  }
  return {
    rows: documents.length,
    columns: ngrams.lastTokens.length,
    starts,
    indices: indices.slice(0, end),
    values: values.slice(0, end),
  };
}

/** Returns the matrix with other entries: those that `change` makes of each one and its column. */
export function withValues(
  matrix: SparseMatrix,
  change: (value: number, column: number) => number,
): SparseMatrix {
  const { indices } = matrix;
  return { ...matrix, values: matrix.values.map((value, at) => change(value, indices[at]!)) };
}

/** Returns the matrix with each row divided by its Euclidean length; a row of zeros stays. */
export function unitRows(matrix: SparseMatrix): SparseMatrix {
  const { rows, starts } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rows; row++) {
    const entries = values.subarray(starts[row], starts[row + 1]);
    let squares = 0;
    for (const value of entries) squares += value * value;
    const length = Math.sqrt(squares) || 1;
    for (let at = 0; at < entries.length; at++) entries[at]! /= length;
  }
  return { ...matrix, values };
}

/** Returns the product of the matrix and a vector `[columns]`, `[rows]`. */
export function multiply(
  { rows, starts, indices, values }: SparseMatrix,
  vector: Float64Array,
): Float64Array {
  const product = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += values[at]! * vector[indices[at]!]!;
    product[row] = sum;
  }
  return product;
}

/** Adds the product of the transposed matrix and a vector `[rows]` to `sum` `[columns]`. */
export function addTransposedProduct(
  { rows, starts, indices, values }: SparseMatrix,
  vector: ArrayLike<number>,
  sum: Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    const factor = vector[row]!;
    if (factor === 0) continue;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum[indices[at]!]! += factor * values[at]!;
  }
}
