import { type SparseMatrix, unitRows, withValues } from './sparse-matrix';

/**
 * Returns the inverse document frequency of each n-gram: the rarer an n-gram, the larger. With n
 * documents, df of which contain it,
 *
 *     idf = ln((1 + n) / (1 + df)) + 1
 *
 * This is Spärck Jones's (1972), smoothed as in scikit-learn: as if one more document contained
 * every n-gram.
 *
 * @param documentFrequencies the number of documents that contain each n-gram
 * @param documents the number of all documents
 */
export function inverseDocumentFrequencies(
  documentFrequencies: ArrayLike<number>,
  documents: number,
): Float32Array {
  return Float32Array.from(documentFrequencies, (df) => Math.log((1 + documents) / (1 + df)) + 1);
}

/**
 * Returns the tf-idf weight of each n-gram in each document, `[documents, n-grams]`. With the term
 * frequency tf, the number of times that the n-gram occurs in the document,
 *
 *     (1 + ln tf) idf
 *
 * and each row is scaled to norm 1 (Manning, Raghavan & Schütze 2008, Introduction to Information
 * Retrieval, section 6.4: `ltc`; scikit-learn's `sublinear_tf`).
 *
 * @param counts `[documents, n-grams]`
 * @param idf `[n-grams]`
 */
export function tfIdf(counts: SparseMatrix, idf: Float32Array): SparseMatrix {
  return unitRows(withValues(counts, (count, ngram) => (1 + Math.log(count)) * idf[ngram]!));
}

/**
 * Returns the log-count ratio of each n-gram, `[n-grams]`: how much more often class 1 has it than
 * class 0, as naive Bayes weighs it (Wang & Manning 2012, section 2). With f(i) the n-grams of
 * document i, each counted once,
 *
 *     p = alpha + sum of f(i) over the documents of class 1
 *     q = alpha + sum of f(i) over the documents of class 0
 *     r = log((p / |p|) / (q / |q|)),   |p| the sum of all entries of p
 *
 * @param counts `[documents, n-grams]`; an entry counts once, whatever its value
 * @param labels the class of each document, 0 or 1
 */
export function logCountRatio(
  { rows, columns, starts, indices }: SparseMatrix,
  labels: ArrayLike<number>,
  alpha = 1,
): Float32Array {
  const [q, p] = [new Float64Array(columns).fill(alpha), new Float64Array(columns).fill(alpha)];
  for (let row = 0; row < rows; row++) {
    const classCounts = labels[row] === 1 ? p : q;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) classCounts[indices[at]!]!++;
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const ratio = Math.log(sum(q) / sum(p));
  return Float32Array.from(p, (value, ngram) => Math.log(value / q[ngram]!) + ratio);
}

/** Returns `counts` `[documents, n-grams]` with each entry replaced by the n-gram's ratio. */
export function ratiosOf(counts: SparseMatrix, ratio: Float32Array): SparseMatrix {
  return withValues(counts, (_, ngram) => ratio[ngram]!);
}
