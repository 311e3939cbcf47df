import { type SparseMatrix, unitRows, withValues } from './sparse-matrix';

/**
 * Returns how much an n-gram says by being in a text: the rarer, the more. With n texts, of which it is in df,
 *
 *     idf = ln((1 + n) / (1 + df)) + 1
 *
 * which is Spärck Jones's (1972) as scikit-learn smooths it: as if one text more held every n-gram.
 *
 * @param textsWith in how many of the texts each n-gram is
 */
export function inverseDocumentFrequencies(textsWith: ArrayLike<number>, documents: number): Float32Array {
  return Float32Array.from(textsWith, (df) => Math.log((1 + documents) / (1 + df)) + 1);
}

/**
 * Returns the weight of each n-gram in each text, `tf-idf`: with tf the number of times that it occurs there,
 *
 *     (1 + ln tf) idf
 *
 * and each text scaled to length 1, so that long ones count no more than short ones (Manning, Raghavan & Schütze 2008, Introduction
 * to Information Retrieval, section 6.4: `ltc`; scikit-learn's `sublinear_tf`). A word said ten times does not say ten times as much.
 *
 * @param counts `[texts, n-grams]`
 */
export function tfIdf(counts: SparseMatrix, idf: Float32Array): SparseMatrix {
  return unitRows(withValues(counts, (count, ngram) => (1 + Math.log(count)) * idf[ngram]!));
}
