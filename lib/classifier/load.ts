import '../baselines'; // registers the layer of n-gram models
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ready } from '../backend';
import { loadCheckpoint } from '../checkpoints/checkpoint';
import { type CheckpointRecord, readRecord } from '../checkpoints/record';
import { bestCheckpoint } from '../checkpoints/run-folder';
import { loadVectors } from '../datasets/load-vectors';
import { digestOfVectors, registerVectors } from '../layers/frozen-embedding';
import type { Watch } from '../progress';
import { kerasTokenizer } from '../text/keras-tokenizer';
import { type Tokenizer, tokenizer } from '../text/tokenizer';
import type { Vocabulary } from '../text/vocabulary';
import { vectorsForTokens } from '../vectors/token-lookup';
import type { WordVectors } from '../vectors/word-vectors';
import { bundledModel } from './bundled-model';
import { DEFAULT_MODEL, isBundled } from './bundled-model-names';
import { type Classifier, createClassifier } from './classifier';
import { partsAtUrl, partsOfModelFile, type RecordedParts } from './model-file';

export { bundledModelFolder } from './bundled-model';
export { BUNDLED_MODELS, type BundledModel } from './bundled-model-names';

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
 * Returns the classifier of a checkpoint, or of the best checkpoint of a run, with its tokenizer,
 * its vocabulary or word vectors, and its temperature.
 *
 * @param place the folder of a checkpoint or of a run; a bundled model, `general` (default) or
 *   `imdb`, whose cards are in `models/` (a folder of that name is `./imdb`); a file of a model for
 *   `lstm-sentiment`; or the URL of such a file or, with a slash at its end, of a checkpoint
 * @param options the progress is that of a file of word vectors, in bytes
 * @throws if there is no checkpoint, or if it is damaged; if it has neither vocabulary nor word
 *   vectors; if its word vectors are not installed, or are not those of its training; if a URL
 *   cannot be fetched
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
  place: string = DEFAULT_MODEL,
  options: LoadClassifierOptions = {},
): Promise<LoadedClassifier> {
  await ready();
  const at = isBundled(place) ? bundledModel(place) : place;
  const parts = await partsIn(at);
  if (!parts) return loadFolder(at, options);
  if (options.vectors !== undefined) refuseVectors(at, options.vectors);
  return { ...createClassifier(parts), folder: at, record: parts.record };
}

/** Returns the parts of a model at a URL or in a file; undefined for a folder. */
async function partsIn(place: string): Promise<RecordedParts | undefined> {
  if (/^https?:[/][/]/.test(place)) return partsAtUrl(place);
  if (statSync(place, { throwIfNoEntry: false })?.isFile())
    return partsOfModelFile(await readFile(place), place);
  return undefined;
}

function refuseVectors(checkpoint: string, vectors: string): never {
  throw new Error(`${checkpoint} was not trained with own word vectors: leave out ${vectors}`);
}

async function loadFolder(folder: string, options: LoadClassifierOptions): Promise<LoadedClassifier> {
  const checkpoint = await bestCheckpoint(folder);
  const { vectors: source } = await readRecord(checkpoint);
  if (options.vectors !== undefined && !source?.file) refuseVectors(checkpoint, options.vectors);
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
