import '../baselines'; // registers the layer of n-gram models
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ready } from '../backend';
import { loadCheckpoint } from '../checkpoints/checkpoint';
import { type CheckpointRecord, readRecord } from '../checkpoints/record';
import { bestCheckpoint } from '../checkpoints/run-folder';
import { loadVectors } from '../datasets/load-vectors';
import { digestOfVectors, registerVectors } from '../layers/frozen-embedding';
import type { Watch } from '../progress';
import { repositoryRoot } from '../repository';
import { kerasTokenizer } from '../text/keras-tokenizer';
import { type Tokenizer, tokenizer } from '../text/tokenizer';
import type { Vocabulary } from '../text/vocabulary';
import { vectorsForTokens } from '../vectors/token-lookup';
import type { WordVectors } from '../vectors/word-vectors';
import { type Classifier, createClassifier } from './classifier';

/** A classifier from a checkpoint. */
export interface LoadedClassifier extends Classifier {
  /** The checkpoint's folder. */
  folder: string;
  record: CheckpointRecord;
}

/** Options of `loadClassifier`. */
export interface LoadClassifierOptions extends Watch {
  /** The file of its own word vectors, if it has moved since the training. */
  vectors?: string;
}

/**
 * The bundled models: `general` for tweets, sentences and reviews (negative, neutral, positive),
 * `imdb` for film reviews (negative, positive).
 */
export const BUNDLED_MODELS = ['general', 'imdb'] as const;

/** The name of a bundled model. */
export type BundledModel = (typeof BUNDLED_MODELS)[number];

/** Returns the folder of a bundled model: a checkpoint with its model card. */
export function bundledModelFolder(name: BundledModel = 'general'): string {
  return join(repositoryRoot(), 'models', name);
}

/**
 * Returns the classifier of a checkpoint, or of the best checkpoint of a run, with its tokenizer,
 * its vocabulary or word vectors, and its temperature.
 *
 * @param from a checkpoint, a run, or a bundled model: `general` (default) or `imdb`. Their model
 *   cards are in `models/`. A folder of the same name is `./imdb`
 * @param options the progress is that of a file of word vectors, in bytes
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
export async function loadClassifier(
  from: string = 'general',
  options: LoadClassifierOptions = {},
): Promise<LoadedClassifier> {
  await ready();
  const checkpoint = isBundled(from) ? bundledModel(from) : await bestCheckpoint(from);
  const { vectors: source } = await readRecord(checkpoint);
  if (options.vectors !== undefined && !source?.file)
    throw new Error(`${checkpoint} was not trained with own word vectors: leave out ${options.vectors}`);
  const vectors = source && (await vectorsOf(checkpoint, source, options));
  if (vectors) {
    requireSameVectors(checkpoint, vectors, source);
    registerVectors(vectors);
  }
  const { model, record, vocabulary } = await loadCheckpoint(checkpoint);
  const textTokenizer = tokenizerOf(record, vocabulary);
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

function tokenizerOf(
  { tokenizer: name, stopWords, keras }: CheckpointRecord,
  vocabulary?: Vocabulary,
): Tokenizer {
  return keras ? kerasTokenizer(keras, vocabulary?.has) : tokenizer(name, new Set(stopWords));
}

function isBundled(name: string): name is BundledModel {
  return BUNDLED_MODELS.some((model) => model === name);
}

function bundledModel(name: BundledModel): string {
  const folder = bundledModelFolder(name);
  if (existsSync(folder)) return folder;
  throw new Error(
    `this copy has no models/${name}: restore it (git checkout models/${name}), or train a model and name ` +
      'its folder',
  );
}

/** Returns the word vectors that a checkpoint names. */
async function vectorsOf(
  folder: string,
  source: NonNullable<CheckpointRecord['vectors']>,
  { vectors: moved, ...watch }: LoadClassifierOptions,
): Promise<WordVectors> {
  const file = source.file && (moved ?? source.file);
  if (file && !existsSync(file))
    throw new Error(
      `${folder} was trained with the word vectors in ${source.file}, which are not there: ` +
        'name the file with --vectors (vectors in the options of loadClassifier)',
    );
  return loadVectors(source.dataset, { ...source, ...watch, file });
}

function requireSameVectors(
  folder: string,
  vectors: WordVectors,
  { dataset, file, sha256 }: NonNullable<CheckpointRecord['vectors']>,
): void {
  if (!sha256) return;
  const found = digestOfVectors(vectors);
  if (found !== sha256)
    throw new Error(
      `${folder} was trained with other word vectors than those ${file ? 'in the file' : `installed as ${dataset}`} ` +
        `(SHA-256 ${sha256.slice(0, 12)}..., not ${found.slice(0, 12)}...): ${file ? 'name the former' : 'install the former'}`,
    );
}
