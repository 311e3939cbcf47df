import type { Examples } from '../batches/examples';
import { type NGramLimits, type NGrams, nGramsIn } from '../text/n-grams';
import { logCountRatio, ratiosOf } from './log-count-ratio';
import { nGramCounts, type SparseMatrix } from './sparse-matrix';
import { inverseDocumentFrequencies, tfIdf } from './tf-idf';

/** What an n-gram counts for: its frequency in the text and its rarity, or how much more often one class has it. */
export type Weighting = 'tf-idf' | 'log-count-ratio';

/** How a text becomes a vector. */
export interface NGramFeatures {
  weighting: Weighting;
  ngrams: NGrams;
  /** Of each n-gram, its `idf` or its log-count ratio. */
  scale: Float32Array;
}

/** Learns from texts how texts become vectors: which n-grams count, and for how much. @throws as `nGramsIn` does */
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

/** Returns texts, each as the ids of its words, as vectors: `[texts, n-grams]`. */
export function vectorsOf(
  documents: readonly Int32Array[],
  { weighting, ngrams, scale }: NGramFeatures,
): SparseMatrix {
  const counts = nGramCounts(documents, ngrams);
  return weighting === 'tf-idf' ? tfIdf(counts, scale) : ratiosOf(counts, scale);
}
