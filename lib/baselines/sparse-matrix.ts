import { type NGrams, nGramIdsIn } from '../text/n-grams';

/**
 * A sparse matrix in the compressed sparse row format (CSR; scipy's `csr_matrix`): the entries of
 * row n are at `starts[n]` up to, but not including, `starts[n + 1]`.
 */
export interface SparseMatrix {
  rows: number;
  columns: number;
  /** `[rows + 1]` */
  starts: Int32Array;
  /** The column of each entry, ascending within a row. */
  indices: Int32Array;
  /** The value of each entry. */
  values: Float32Array;
}

/** Returns how often each n-gram occurs in each document (token ids), `[documents, n-grams]`. */
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
    indices: indices.subarray(0, end),
    values: values.subarray(0, end),
  };
}

/** Returns the matrix with each value replaced by what `change` returns for it and its column. */
export function withValues(
  matrix: SparseMatrix,
  change: (value: number, column: number) => number,
): SparseMatrix {
  const { indices } = matrix;
  return { ...matrix, values: matrix.values.map((value, at) => change(value, indices[at]!)) };
}

/** Returns the matrix with each row scaled to norm 1. A row of zeros stays. */
export function unitRows(matrix: SparseMatrix): SparseMatrix {
  const { rows, starts } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rows; row++) {
    const entries = values.subarray(starts[row], starts[row + 1]);
    let squares = 0;
    for (const value of entries) squares += value * value;
    const norm = Math.sqrt(squares) || 1;
    for (let at = 0; at < entries.length; at++) entries[at]! /= norm;
  }
  return { ...matrix, values };
}

/** Returns the product `[rows]` of the matrix and a vector `[columns]`. */
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

/** Adds the product of the transposed matrix and `vector` `[rows]` to `sum` `[columns]`. */
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

/**
 * Returns the product `[rows, width]` of the matrix and a matrix `[columns, width]`, both
 * row-major.
 */
export function multiplyAll(
  { rows, starts, indices, values }: SparseMatrix,
  matrix: Float64Array,
  width: number,
): Float64Array {
  const product = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const to = row * width;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const from = indices[at]! * width;
      for (let k = 0; k < width; k++) product[to + k]! += values[at]! * matrix[from + k]!;
    }
  }
  return product;
}

/**
 * Adds the product of the transposed matrix and `matrix` `[rows, width]` to `sum`
 * `[columns, width]`, both row-major.
 */
export function addTransposedProducts(
  { rows, starts, indices, values }: SparseMatrix,
  matrix: Float64Array,
  sum: Float64Array,
  width: number,
): void {
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const to = indices[at]! * width;
      for (let k = 0; k < width; k++) sum[to + k]! += values[at]! * matrix[from + k]!;
    }
  }
}
