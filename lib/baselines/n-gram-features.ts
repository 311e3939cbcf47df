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
  /**
   * The inverse document frequency or the log-count ratio of each n-gram, `[n-grams]`. With more
   * than two classes there is a ratio for each class, which is part of the model's weights instead:
   * the scale is 1.
   */
  scale: Float32Array;
}

/**
 * Fits n-gram features to a training set: which n-grams there are, and their weights. Without
 * `classes`, there are two.
 *
 * @throws like `nGramsIn`.
 */
export async function nGramFeatures(
  { ids, labels, classes }: Pick<Examples, 'ids' | 'labels'> & Partial<Pick<Examples, 'classes'>>,
  weighting: Weighting,
  limits: NGramLimits,
): Promise<NGramFeatures> {
  const { ngrams, documentFrequencies } = await nGramsIn(ids, limits);
  if (weighting === 'tf-idf')
    return { weighting, ngrams, scale: inverseDocumentFrequencies(documentFrequencies, ids.length) };
  if ((classes?.length ?? 2) > 2)
    return { weighting, ngrams, scale: new Float32Array(documentFrequencies.length).fill(1) };
  return { weighting, ngrams, scale: logCountRatio(nGramCounts(ids, ngrams), labels) };
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
