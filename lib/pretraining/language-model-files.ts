/**
 * A language model's folder: `language-model.json` says what it is, `weights.bin` holds its weights in tfjs' encoding,
 * `vocabulary.json` its words. Where its training can go on, `optimizer.bin` has the optimiser and `state.bin` the carried state.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tf } from '../backend';
import { arrayBuffer } from '../checkpoints/model-files';
import { encodeOptimizer, restoreOptimizer } from '../checkpoints/optimizer-state';
import { buildFolder } from '../files/replace-folder';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import { readVocabulary, type Vocabulary, vocabularyJson } from '../text/vocabulary';
import {
  type CarriedState,
  type LanguageModel,
  type LanguageModelConfig,
  languageModelOf,
} from './language-model';

const RECORD = 'language-model.json';
const WEIGHTS = 'weights.bin';
const OPTIMIZER = 'optimizer.bin';
const STATE = 'state.bin';
const VOCABULARY = 'vocabulary.json';

/** What is known of a language model, beside its weights. */
export interface LanguageModelRecord {
  /** Steps of its training. */
  step: number;
  /** Anything else that is worth keeping: how it was trained, and how that went. */
  about: Record<string, unknown>;
}

interface RecordFile extends LanguageModelRecord {
  format: 1;
  config: LanguageModelConfig;
  weights: tf.io.WeightsManifestEntry[];
  training?: Record<'optimizer' | 'state', tf.io.WeightsManifestEntry[]>;
}

/** What lets a training go on. */
export interface TrainingState {
  optimizer: UpdateRuleOptimizer;
  state: CarriedState;
}

/** Writes a language model into `folder`, whole or not at all. */
export async function saveLanguageModel(
  folder: string,
  model: LanguageModel,
  vocabulary: Vocabulary,
  record: LanguageModelRecord,
  training?: TrainingState,
): Promise<void> {
  await buildFolder(folder, async (ready) => {
    const tables = {
      embeddings: tf.tensor1d(model.embeddings),
      wordBias: tf.tensor1d(model.wordBias),
    };
    const weights = await tf.io.encodeWeights({ ...model.weights, ...tables });
    tf.dispose(tables);
    await writeFile(join(ready, WEIGHTS), new Uint8Array(weights.data));
    const file: RecordFile = { format: 1, ...record, config: model.config, weights: weights.specs };
    if (training) {
      const { h, c } = training.state;
      const state = await tf.io.encodeWeights({ h, c });
      const memory = await encodeOptimizer(training.optimizer);
      await writeFile(join(ready, STATE), new Uint8Array(state.data));
      await writeFile(join(ready, OPTIMIZER), memory.bytes);
      file.training = { state: state.specs, optimizer: memory.specs };
    }
    await writeFile(join(ready, VOCABULARY), vocabularyJson(vocabulary));
    await writeFile(join(ready, RECORD), `${JSON.stringify(file, null, 2)}\n`);
  });
}

/** What `loadLanguageModel` returns. */
export interface SavedLanguageModel {
  model: LanguageModel;
  vocabulary: Vocabulary;
  record: LanguageModelRecord;
  /**
   * Lets an optimiser, made as the saved one was, go on where that stood, and returns the state that was carried then.
   *
   * @throws where it was saved without
   */
  resume(optimizer: UpdateRuleOptimizer): Promise<CarriedState>;
}

/**
 * Returns what `saveLanguageModel` wrote.
 *
 * @throws when a file is missing, or was written in another format
 */
export async function loadLanguageModel(folder: string): Promise<SavedLanguageModel> {
  const file = await readRecordFile(folder);
  const saved = tf.io.decodeWeights(arrayBuffer(await readFile(join(folder, WEIGHTS))), file.weights);
  const { embeddings, wordBias, ...weights } = saved as Record<SavedWeight, tf.Tensor>;
  const model = languageModelOf(
    file.config,
    embeddings.dataSync<'float32'>(),
    wordBias.dataSync<'float32'>(),
    weights,
  );
  tf.dispose(saved);
  return {
    model,
    vocabulary: await readVocabulary(join(folder, VOCABULARY)),
    record: { step: file.step, about: file.about },
    async resume(optimizer) {
      if (!file.training) throw new Error(`${folder} was saved without what its training needs to go on`);
      await restoreOptimizer(optimizer, await readFile(join(folder, OPTIMIZER)), file.training.optimizer);
      const data = arrayBuffer(await readFile(join(folder, STATE)));
      const { h, c } = tf.io.decodeWeights(data, file.training.state);
      return { h: h as tf.Tensor2D, c: c as tf.Tensor2D };
    },
  };
}

/** Returns what is known of the language model in a folder, without loading it. @throws as `loadLanguageModel` does */
export async function readLanguageModelRecord(folder: string): Promise<LanguageModelRecord> {
  const { step, about } = await readRecordFile(folder);
  return { step, about };
}

async function readRecordFile(folder: string): Promise<RecordFile> {
  const file = JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as RecordFile;
  if (file.format !== 1) throw new Error(`${join(folder, RECORD)} has format ${file.format}, not 1`);
  return file;
}

type SavedWeight = keyof LanguageModel['weights'] | 'embeddings' | 'wordBias';
