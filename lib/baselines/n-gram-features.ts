import type { Examples } from '../batches/examples';
import { type NGramLimits, type NGrams, nGramsIn } from '../text/n-grams';
import { nGramCounts, type SparseMatrix } from './sparse-matrix';
import { inverseDocumentFrequencies, logCountRatio, ratiosOf, tfIdf } from './term-weighting';

/**
 * How an n-gram is weighted: by its frequency and rarity, or by how much more often one class has
 * it.
 */
export type Weighting = 'tf-idf' | 'log-count-ratio';

/** How a review becomes a vector. */
export interface NGramFeatures {
  weighting: Weighting;
  ngrams: NGrams;
  /** The inverse document frequency or the log-count ratio of each n-gram, `[n-grams]`. */
  scale: Float32Array;
}

/**
 * Fits n-gram features to a training set: which n-grams there are, and their weights.
 *
 * @throws like `nGramsIn`.
 */
export async function nGramFeatures(
  { ids, labels }: Pick<Examples, 'ids' | 'labels'>,
  weighting: Weighting,
  limits: NGramLimits,
): Promise<NGramFeatures> {
  const { ngrams, documentFrequencies } = await nGramsIn(ids, limits);
  const scale =
    weighting === 'tf-idf'
      ? inverseDocumentFrequencies(documentFrequencies, ids.length)
      : logCountRatio(nGramCounts(ids, ngrams), labels);
  return { weighting, ngrams, scale };
}

/**
 * Returns documents as vectors, `[documents, n-grams]`.
 *
 * @param documents the token ids of each
 */
export function vectorsOf(
  documents: readonly Int32Array[],
  { weighting, ngrams, scale }: NGramFeatures,
): SparseMatrix {
  const counts = nGramCounts(documents, ngrams);
  return weighting === 'tf-idf' ? tfIdf(counts, scale) : ratiosOf(counts, scale);
}
