import { type SparseMatrix, withValues } from './sparse-matrix';

/**
 * Returns how much each n-gram speaks for the second class, naive Bayes's way (Wang & Manning 2012, section 2.1): with
 * f(i) the n-grams that are in text i, each once,
 *
 *     p = alpha + sum of f(i) over the texts of class 1,   q = alpha + sum over those of class 0
 *     r = log((p / |p|) / (q / |q|)),   |p| the sum of all entries of p
 *
 * @param counts `[texts, n-grams]`; how often an n-gram occurs in a text does not matter
 * @param labels the class of each text, 0 or 1
 */
export function logCountRatio(
  { rows, columns, starts, indices }: SparseMatrix,
  labels: ArrayLike<number>,
  alpha = 1,
): Float32Array {
  const [q, p] = [new Float64Array(columns).fill(alpha), new Float64Array(columns).fill(alpha)];
  for (let row = 0; row < rows; row++) {
    const counted = labels[row] === 1 ? p : q;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) counted[indices[at]!]!++;
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const ratio = Math.log(sum(q) / sum(p));
  return Float32Array.from(p, (value, ngram) => Math.log(value / q[ngram]!) + ratio);
}

/** Returns the n-grams of each text weighed with their ratio: r where the n-gram occurs, however often, else 0. */
export function ratiosOf(counts: SparseMatrix, ratio: Float32Array): SparseMatrix {
  return withValues(counts, (_, ngram) => ratio[ngram]!);
}
