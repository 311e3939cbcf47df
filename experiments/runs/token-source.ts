import type { TokenLookup } from '../../lib/batches/ids-matrix';
import type { CheckpointRecord } from '../../lib/checkpoints/record';
import { registerVectors } from '../../lib/layers/frozen-embedding';
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

/** Registers its vectors, if any, for saved models that name them. */
export function registerVectorsOf({ vectors }: TokenSource): void {
  if (vectors) registerVectors(vectors);
}

/** Returns the number of token ids. */
export function vocabularySize({ vocabulary, vectors }: TokenSource): number {
  return vocabulary?.words.length ?? vectors!.matrix.length / vectors!.dimensions;
}
