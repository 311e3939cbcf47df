/**
 * The folder of a language model: `language-model.json` (its record), `weights.bin` (in tfjs'
 * encoding) and `vocabulary.json`. To resume training, `optimizer.bin` (the optimizer state) and
 * `state.bin` (the carried state).
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
  type WeightName,
  weightsOf,
} from './language-model';

const RECORD = 'language-model.json';
const WEIGHTS = 'weights.bin';
const OPTIMIZER = 'optimizer.bin';
const STATE = 'state.bin';
const VOCABULARY = 'vocabulary.json';

/** What is recorded about a language model, besides its weights. */
export interface LanguageModelRecord {
  /** The number of training steps so far. */
  step: number;
  /** Anything else, such as hyperparameters and results. */
  about: Record<string, unknown>;
}

interface RecordFile extends LanguageModelRecord {
  format: 1;
  config: LanguageModelConfig;
  weights: tf.io.WeightsManifestEntry[];
  training?: Record<'optimizer' | 'state', tf.io.WeightsManifestEntry[]>;
}

/** The state that training needs to resume. */
export interface TrainingState {
  optimizer: UpdateRuleOptimizer;
  state: CarriedState;
}

/**
 * Writes a language model into `folder`, atomically.
 *
 * @param training given, training can resume from the folder
 * @throws when the files cannot be written.
 */
export async function saveLanguageModel(
  folder: string,
  model: LanguageModel,
  vocabulary: Vocabulary,
  record: LanguageModelRecord,
  training?: TrainingState,
): Promise<void> {
  await buildFolder(folder, async (ready) => {
    const weights = await tf.io.encodeWeights(weightsOf(model));
    await writeFile(join(ready, WEIGHTS), new Uint8Array(weights.data));
    const file: RecordFile = { format: 1, ...record, config: model.config, weights: weights.specs };
    if (training) {
      const { h, c } = training.state;
      const state = await tf.io.encodeWeights({ h, c });
      const optimizer = await encodeOptimizer(training.optimizer);
      await writeFile(join(ready, STATE), new Uint8Array(state.data));
      await writeFile(join(ready, OPTIMIZER), optimizer.bytes);
      file.training = { state: state.specs, optimizer: optimizer.specs };
    }
    await writeFile(join(ready, VOCABULARY), vocabularyJson(vocabulary));
    await writeFile(join(ready, RECORD), `${JSON.stringify(file, null, 2)}\n`);
  });
}

/** The result of `loadLanguageModel`. */
export interface SavedLanguageModel {
  model: LanguageModel;
  vocabulary: Vocabulary;
  record: LanguageModelRecord;
  /**
   * Restores the saved state of the optimizer, which must be of the same kind, and returns the
   * carried state. The caller disposes it.
   *
   * @throws when the model was saved without a training state.
   */
  resume(optimizer: UpdateRuleOptimizer): Promise<CarriedState>;
}

/**
 * Returns the language model that `saveLanguageModel` wrote. The caller disposes its weights.
 *
 * @throws when a file is missing, or the record has another format.
 */
export async function loadLanguageModel(folder: string): Promise<SavedLanguageModel> {
  const file = await readRecordFile(folder);
  const saved = tf.io.decodeWeights(arrayBuffer(await readFile(join(folder, WEIGHTS))), file.weights);
  const model = languageModelOf(file.config, saved as Record<WeightName, tf.Tensor>);
  tf.dispose(saved);
  return {
    model,
    vocabulary: await readVocabulary(join(folder, VOCABULARY)),
    record: { step: file.step, about: file.about },
    async resume(optimizer) {
      if (!file.training)
        throw new Error(`${folder} was saved without a training state, so its training cannot resume`);
      await restoreOptimizer(optimizer, await readFile(join(folder, OPTIMIZER)), file.training.optimizer);
      const data = arrayBuffer(await readFile(join(folder, STATE)));
      const { h, c } = tf.io.decodeWeights(data, file.training.state);
      return { h: h as tf.Tensor2D, c: c as tf.Tensor2D };
    },
  };
}

/**
 * Returns the record of the language model in `folder`, without its weights.
 *
 * @throws like `loadLanguageModel`.
 */
export async function readLanguageModelRecord(folder: string): Promise<LanguageModelRecord> {
  const { step, about } = await readRecordFile(folder);
  return { step, about };
}

async function readRecordFile(folder: string): Promise<RecordFile> {
  const file = JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as RecordFile;
  if (file.format !== 1) throw new Error(`${join(folder, RECORD)} has format ${file.format}, not 1`);
  return file;
}
