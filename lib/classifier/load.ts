import '../baselines'; // registers the layer of models that count n-grams
import { type Checkpoint, loadCheckpoint } from '../checkpoints/checkpoint';
import { type CheckpointRecord, readRecord } from '../checkpoints/record';
import { loadVectors } from '../datasets/load-vectors';
import { digestOfVectors, registerVectors } from '../layers/frozen-embedding';
import { type Tokenizer, tokenizer } from '../text/tokenizer';
import type { Vocabulary } from '../text/vocabulary';
import type { WordVectors } from '../vectors/word-vectors';
import { type Classifier, type Prediction, predict } from './classifier';

/** A checkpoint's model with all that it takes to go from a text to probabilities. */
export interface LoadedClassifier extends Classifier {
  folder: string;
  record: CheckpointRecord;
  /** Words that are taken out of every text. */
  stopWords: ReadonlySet<string>;
  tokenizer: Tokenizer;
  /** Returns the id of each word that it knows. */
  idByToken(): Record<string, number>;
}

/**
 * Returns the classifier in a checkpoint: its model, and its vocabulary or the word vectors that it names.
 *
 * @throws as `loadCheckpoint` and `loadVectors` do; when it has neither vocabulary nor vectors
 */
export async function loadClassifier(folder: string): Promise<LoadedClassifier> {
  const { vectors: named } = await readRecord(folder);
  const vectors = named && (await loadVectors(named.dataset, named));
  if (vectors) {
    refuseOthers(folder, vectors, named);
    registerVectors(vectors);
  }
  const { model, record, vocabulary }: Checkpoint = await loadCheckpoint(folder);
  const lookup = vectors ?? vocabulary;
  const stopWords = new Set(record.stopWords);
  const ownTokenizer = tokenizer(record.tokenizer, stopWords);
  if (!lookup) throw new Error(`${folder} has neither a vocabulary nor the name of word vectors`);
  return {
    folder,
    record,
    model,
    lookup,
    classes: record.classes,
    maxLength: record.maxLength,
    paddedLength: record.paddedLength,
    stopWords,
    tokenizer: ownTokenizer,
    tokenize: ownTokenizer.tokenize,
    specialTokens: ownTokenizer.specialTokens,
    temperature: record.temperature,
    idByToken: () => tokenTable(lookup),
  };
}

/** Returns the words and their ids; names of reserved ids are no words. */
function tokenTable(words: WordVectors | Vocabulary): Record<string, number> {
  const reserved = [words.unknownId, 0];
  const pairs = [...words.words.entries()].filter(
    ([id, word]) => !reserved.includes(id) && words.idOf(word) === id,
  );
  return Object.fromEntries(pairs.map(([id, word]) => [word, id]));
}

/** Classifies texts as they are, which come back in their order. */
export async function classify(
  classifier: LoadedClassifier,
  texts: readonly string[],
): Promise<Prediction[]> {
  const predictions = await predict(classifier, texts.map(classifier.tokenizer.clean));
  return predictions.map((prediction, at) => ({ ...prediction, text: texts[at]! }));
}

function refuseOthers(
  folder: string,
  vectors: WordVectors,
  { dataset, sha256 }: NonNullable<CheckpointRecord['vectors']>,
): void {
  if (!sha256) return;
  const found = digestOfVectors(vectors);
  if (found !== sha256)
    throw new Error(
      `${folder} was trained with other vectors than those installed as ${dataset} ` +
        `(SHA-256 ${sha256.slice(0, 12)}..., not ${found.slice(0, 12)}...): install those`,
    );
}
