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
  /** Which vectors, as a checkpoint records it. */
  record?: CheckpointRecord['vectors'];
}

/** Returns a vocabulary as a source of token ids. */
export function vocabularySource(vocabulary: Vocabulary): TokenSource {
  return { lookup: vocabulary, vocabulary };
}

/** Registers the vectors that a saved model may name. */
export function registerVectorsOf({ vectors }: TokenSource): void {
  if (vectors) registerVectors(vectors);
}

/** Returns how many ids there are. */
export function vocabularySize({ vocabulary, vectors }: TokenSource): number {
  return vocabulary?.words.length ?? vectors!.matrix.length / vectors!.dimensions;
}
