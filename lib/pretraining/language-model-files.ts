/**
 * The folder of a language model: `language-model.json` (its record), `weights.bin` (in tfjs'
 * encoding) and `vocabulary.json`. To resume training, `optimizer.bin` (the optimizer state) and
 * `state.bin` (the carried state).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { tf } from '../backend';
import { arrayBuffer } from '../checkpoints/model-files';
import { encodeOptimizer, restoreOptimizer } from '../checkpoints/optimizer-state';
import { requireWeights, weightSpecs } from '../checkpoints/weight-specs';
import {
  type FileRecords,
  fileRecords,
  fileRecordsOf,
  readFolderRecord,
  requireFiles,
  writeRecord,
} from '../files/folder-record';
import { wholeNumber } from '../files/json-file';
import { buildFolder } from '../files/replace-folder';
import { requireFile } from '../files/require-file';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import { readVocabulary, type Vocabulary, vocabularyJson } from '../text/vocabulary';
import {
  type CarriedState,
  type LanguageModel,
  type LanguageModelConfig,
  languageModelOf,
  type WeightName,
  weightSizes,
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
  /** Since 2, the record has digests. */
  format: 1 | 2;
  files?: FileRecords;
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
    const file: RecordFile = { format: 2, ...record, config: model.config, weights: weights.specs };
    if (training) {
      const { h, c } = training.state;
      const state = await tf.io.encodeWeights({ h, c });
      const optimizer = await encodeOptimizer(training.optimizer);
      await writeFile(join(ready, STATE), new Uint8Array(state.data));
      await writeFile(join(ready, OPTIMIZER), optimizer.bytes);
      file.training = { state: state.specs, optimizer: optimizer.specs };
    }
    await writeFile(join(ready, VOCABULARY), vocabularyJson(vocabulary));
    await writeRecord(ready, RECORD, { ...file, files: await fileRecordsOf(ready) });
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
 * @throws when a file is missing or damaged, or the record has another format.
 */
export async function loadLanguageModel(folder: string): Promise<SavedLanguageModel> {
  const file = await readRecordFile(folder);
  if (file.files) await requireFiles(folder, RECORD, { ...file, files: file.files }, AGAIN);
  const weightsIn = async (name: string, specs: readonly tf.io.WeightsManifestEntry[]) => {
    requireFile(join(folder, name), AGAIN);
    const bytes = await readFile(join(folder, name));
    requireWeights(join(folder, name), bytes, specs, AGAIN);
    return bytes;
  };
  const vocabulary = await readVocabulary(join(folder, VOCABULARY), AGAIN);
  if (vocabulary.words.length !== file.config.vocabularySize)
    throw new Error(
      `${folder}: the model has ${file.config.vocabularySize} token ids, but its vocabulary has ${vocabulary.words.length}: ${AGAIN}`,
    );
  requireSizes(folder, file);
  const saved = tf.io.decodeWeights(arrayBuffer(await weightsIn(WEIGHTS, file.weights)), file.weights);
  const model = languageModelOf(file.config, saved as Record<WeightName, tf.Tensor>);
  tf.dispose(saved);
  return {
    model,
    vocabulary,
    record: { step: file.step, about: file.about },
    async resume(optimizer) {
      if (!file.training)
        throw new Error(`${folder} was saved without a training state, so its training cannot resume`);
      const { optimizer: specs, state } = file.training;
      await restoreOptimizer(optimizer, await weightsIn(OPTIMIZER, specs), specs);
      const { h, c } = tf.io.decodeWeights(arrayBuffer(await weightsIn(STATE, state)), state);
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

const AGAIN = 'copy it again, or remove the folder and pretrain again';

const recordSchema = v.looseObject({
  format: v.picklist([1, 2]),
  step: wholeNumber(),
  about: v.record(v.string(), v.unknown()),
  config: v.looseObject({
    vocabularySize: wholeNumber(2),
    dimensions: wholeNumber(1),
    units: wholeNumber(1),
    seed: wholeNumber(-(2 ** 31), 2 ** 32),
  }),
  weights: weightSpecs,
  training: v.optional(v.looseObject({ optimizer: weightSpecs, state: weightSpecs })),
  files: v.optional(fileRecords),
});

async function readRecordFile(folder: string): Promise<RecordFile> {
  const isSealed = ({ format }: Record<string, unknown>) => format !== 1;
  const schema = v.pipe(v.unknown(), v.transform(upgraded), recordSchema);
  return (await readFolderRecord(folder, RECORD, schema, AGAIN, isSealed)) as RecordFile;
}

/** Returns a record with today's names. The first versions called the vocabulary's size `words`. */
function upgraded(content: unknown): unknown {
  const { config, ...record } = content as { config?: Record<string, unknown> };
  const { words: vocabularySize, ...others } = config ?? {};
  return { ...record, config: vocabularySize === undefined ? config : { ...others, vocabularySize } };
}

/** Checks that the weights have the sizes of the configuration. */
function requireSizes(folder: string, { config, weights }: RecordFile): void {
  const sizes = weightSizes(config);
  for (const [name, size] of Object.entries(sizes)) {
    const found = weights.find((spec) => spec.name === name);
    if (found?.dtype !== 'float32' || tf.util.sizeFromShape(found.shape) !== size)
      throw new Error(`${join(folder, RECORD)} has no weight ${name} of ${size} numbers: ${AGAIN}`);
  }
}
