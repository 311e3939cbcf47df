import '../baselines'; // registers the layer of n-gram models
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ready } from '../backend';
import { loadCheckpoint } from '../checkpoints/checkpoint';
import { type CheckpointRecord, readRecord } from '../checkpoints/record';
import { bestCheckpoint } from '../checkpoints/run-folder';
import { loadVectors } from '../datasets/load-vectors';
import { digestOfVectors, registerVectors } from '../layers/frozen-embedding';
import { repositoryRoot } from '../repository';
import { tokenizer } from '../text/tokenizer';
import { vectorsForTokens } from '../vectors/token-lookup';
import type { WordVectors } from '../vectors/word-vectors';
import { type Classifier, createClassifier } from './classifier';

/** A classifier from a checkpoint. */
export interface LoadedClassifier extends Classifier {
  /** The checkpoint's folder. */
  folder: string;
  record: CheckpointRecord;
}

/** The bundled models: `imdb` for film reviews, `general` for tweets, sentences and reviews. */
export type BundledModel = 'imdb' | 'general';

/** Returns the folder of a bundled model: a checkpoint with its model card. */
export function bundledModelFolder(name: BundledModel = 'imdb'): string {
  return join(repositoryRoot(), 'models', name);
}

/**
 * Returns the classifier of a checkpoint, or of the best checkpoint of a run, with its tokenizer,
 * its vocabulary or word vectors, and its temperature.
 *
 * @param folder a checkpoint or a run. Default: the bundled model. Its accuracy and limitations
 *   are in `models/imdb/README.md`.
 * @throws if there is no checkpoint, or if it is damaged; if it has neither vocabulary nor word
 *   vectors; if its word vectors are not installed, or are not those of its training
 *
 * @example
 * ```ts
 * import { loadClassifier } from 'sentiment-lab';
 *
 * const classifier = await loadClassifier();
 * const [prediction] = await classifier.predict(['Not a perfect film, but a wonderful one.']);
 * prediction?.label; // => 'positive'
 * ```
 */
export async function loadClassifier(folder?: string): Promise<LoadedClassifier> {
  await ready();
  const checkpoint = folder === undefined ? bundledModel() : await bestCheckpoint(folder);
  const { vectors: source } = await readRecord(checkpoint);
  const vectors = source && (await loadVectors(source.dataset, source));
  if (vectors) {
    requireSameVectors(checkpoint, vectors, source);
    registerVectors(vectors);
  }
  const { model, record, vocabulary } = await loadCheckpoint(checkpoint);
  const textTokenizer = tokenizer(record.tokenizer, new Set(record.stopWords));
  const lookup = vectors ? vectorsForTokens(vectors, textTokenizer.name) : vocabulary;
  if (!lookup) throw new Error(`${checkpoint} has neither a vocabulary nor word vectors`);
  const { classes, maxLength, paddedLength, temperature } = record;
  const parts = {
    model,
    tokenizer: textTokenizer,
    lookup,
    classes,
    maxLength,
    paddedLength,
    temperature,
    record,
  };
  return { ...createClassifier(parts), folder: checkpoint, record };
}

function bundledModel(): string {
  const folder = bundledModelFolder();
  if (existsSync(folder)) return folder;
  throw new Error(
    'this copy has no models/imdb: restore it (git checkout models/imdb), or train a model and name its folder',
  );
}

function requireSameVectors(
  folder: string,
  vectors: WordVectors,
  { dataset, sha256 }: NonNullable<CheckpointRecord['vectors']>,
): void {
  if (!sha256) return;
  const found = digestOfVectors(vectors);
  if (found !== sha256)
    throw new Error(
      `${folder} was trained with other word vectors than those installed as ${dataset} ` +
        `(SHA-256 ${sha256.slice(0, 12)}..., not ${found.slice(0, 12)}...): install the former`,
    );
}
