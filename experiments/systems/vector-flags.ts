import { isInstalled } from '../../lib/datasets/install';
import { loadVectors } from '../../lib/datasets/load-vectors';
import { digestOfVectors } from '../../lib/layers/frozen-embedding';
import { numberOf } from '../runs/flags';
import type { TokenSource } from '../runs/token-source';

/** The flag that chooses the dimensions of the word vectors. */
export type VectorValues = { word_emb_size: 50 | 100 | 200 | 300 };

/** The flag of the systems that read word vectors. */
export const vectorFlags = {
  word_emb_size: numberOf({
    default: 50,
    of: [50, 100, 200, 300],
    forData: true,
    help: 'dimensions of the word vectors: 50 reads the data set glove-50, 100 glove-6b or glove-100, 200 and 300 glove-6b',
  }),
};

/**
 * Returns word vectors in the order of the O'Reilly tutorial.
 *
 * @throws if they are not installed
 */
export async function gloveSource({ word_emb_size: dimensions }: VectorValues): Promise<TokenSource> {
  const named = { dataset: datasetOf(dimensions), order: 'oreilly', dimensions } as const;
  const vectors = await loadVectors(named.dataset, named);
  return { lookup: vectors, vectors, record: { ...named, sha256: digestOfVectors(vectors) } };
}

function datasetOf(dimensions: number): string {
  if (dimensions === 50) return 'glove-50';
  return dimensions === 100 && !isInstalled('glove-6b') ? 'glove-100' : 'glove-6b';
}
