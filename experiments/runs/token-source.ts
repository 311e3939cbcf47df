import type { TokenLookup } from '../../lib/batches/token-ids';
import type { CheckpointRecord } from '../../lib/checkpoints/record';
import { isInstalled } from '../../lib/datasets/install';
import { loadVectors } from '../../lib/datasets/load-vectors';
import { digestOfVectors, registerVectors } from '../../lib/layers/frozen-embedding';
import type { Vocabulary } from '../../lib/text/vocabulary';
import type { WordVectors } from '../../lib/vectors/word-vectors';

/** A vocabulary or word vectors: they give tokens their ids. */
export interface TokenSource {
  lookup: TokenLookup;
  vocabulary?: Vocabulary;
  vectors?: WordVectors;
  /** The vectors, as a checkpoint records them. */
  record?: CheckpointRecord['vectors'];
}

/** Returns a vocabulary as a source of token ids. */
export function vocabularySource(vocabulary: Vocabulary): TokenSource {
  return { lookup: vocabulary, vocabulary };
}

/**
 * Returns GloVe vectors, in the order of the O'Reilly tutorial, as a source of token ids.
 *
 * @throws if they are not installed
 */
export async function gloveSource(dimensions: 50 | 100 | 200 | 300): Promise<TokenSource> {
  const named = { dataset: gloveDataSet(dimensions), order: 'oreilly', dimensions } as const;
  const vectors = await loadVectors(named.dataset, named);
  return { lookup: vectors, vectors, record: { ...named, sha256: digestOfVectors(vectors) } };
}

function gloveDataSet(dimensions: number): string {
  if (dimensions === 50) return 'glove-50';
  return dimensions === 100 && !isInstalled('glove-6b') ? 'glove-100' : 'glove-6b';
}

/** Registers its vectors, if any, for saved models that name them. */
export function registerVectorsOf({ vectors }: TokenSource): void {
  if (vectors) registerVectors(vectors);
}

/** Returns the number of token ids. */
export function vocabularySize({ vocabulary, vectors }: TokenSource): number {
  return vocabulary?.words.length ?? vectors!.matrix.length / vectors!.dimensions;
}
