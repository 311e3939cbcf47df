import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TokenLookup } from '../../lib/batches/token-ids';
import type { CheckpointRecord } from '../../lib/checkpoints/record';
import { isInstalled } from '../../lib/datasets/install';
import { loadVectors, nameOfVectors } from '../../lib/datasets/load-vectors';
import { digestOfVectors, registerVectors } from '../../lib/layers/frozen-embedding';
import type { Watch } from '../../lib/progress';
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

/** The flags that choose word vectors. */
export interface VectorChoice {
  /** The dimensions of GloVe's vectors. */
  word_emb_size: 50 | 100 | 200 | 300;
  /** A file of own vectors instead of GloVe's. */
  vectors: string | null;
}

/**
 * Returns word vectors, in the order of the O'Reilly tutorial, as a source of token ids.
 *
 * @throws if GloVe's are not installed; like `readVectors` for a file
 */
export async function vectorSource(
  { word_emb_size, vectors: file }: VectorChoice,
  watch: Watch = {},
): Promise<TokenSource> {
  const named =
    file === null
      ? { dataset: gloveDataSet(word_emb_size), dimensions: word_emb_size }
      : { dataset: nameOfVectors(file), file: resolve(file) };
  const vectors = await loadVectors(named.dataset, { ...named, ...watch, order: 'oreilly' });
  const sha256 = digestOfVectors(vectors);
  return { lookup: vectors, vectors, record: { ...named, order: 'oreilly', sha256 } };
}

/** Returns a string that changes with the file of own vectors, if there is one. */
export function vectorStamp({ vectors: file }: VectorChoice): string | undefined {
  if (file === null) return undefined;
  const { size, mtimeMs } = statSync(file);
  return `${size} bytes of ${mtimeMs}`;
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
