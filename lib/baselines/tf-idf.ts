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
export function inverseDocumentFrequencies(textsWith: ArrayLike<number>, texts: number): Float32Array {
  return Float32Array.from(textsWith, (df) => Math.log((1 + texts) / (1 + df)) + 1);
}

/**
 * Returns the weight of each n-gram in each text, `tf-idf`: how often it occurs there times its `idf`, each text scaled to length
 * 1, so that long ones count no more than short ones (Salton & Buckley 1988, `tfc`).
 *
 * @param counts `[texts, n-grams]`
 */
export function tfIdf(counts: SparseMatrix, idf: Float32Array): SparseMatrix {
  return unitRows(withValues(counts, (count, ngram) => count * idf[ngram]!));
}
