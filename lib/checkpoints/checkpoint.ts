/**
 * A checkpoint is a folder with `model.json` and `weights.bin` in the layers format of tfjs,
 * `optimizer.bin` to resume training, `vocabulary.json` if the model has a vocabulary of its own,
 * the record `checkpoint.json` (`record.ts`), and after many evaluations `evaluations.json`
 * (`long-history.ts`).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tf } from '../backend';
import { type FileRecords, recordOfContent, requireFiles, writeRecord } from '../files/folder-record';
import { buildFolder } from '../files/replace-folder';
import { requireFile } from '../files/require-file';
import { maskStates, setMaskStates } from '../layers/dropout-masks';
import { readVocabulary, type Vocabulary, vocabularyJson } from '../text/vocabulary';
import { EVALUATIONS, withEarlier, withoutEarlier } from './long-history';
import { readModel, saveModel } from './model-files';
import { encodeOptimizer, restoreOptimizer } from './optimizer-state';
import { type CheckpointFile, type CheckpointRecord, FORMAT, readCheckpointFile, recordIn } from './record';
import { COPY_AGAIN, RECORD } from './record-schema';
import { requireWeights } from './weight-specs';

const OPTIMIZER = 'optimizer.bin';
const VOCABULARY = 'vocabulary.json';

/** What a checkpoint can contain besides its model. */
export interface CheckpointExtras {
  /** Its state is saved too, so that training can be resumed. */
  optimizer?: tf.Optimizer;
  /** The vocabulary of the model. */
  vocabulary?: Vocabulary;
  /** Bits per weight. 8 or 16 quantize the weights, which makes the file smaller. Default 32. */
  bits?: 8 | 16 | 32;
}

/**
 * Writes a checkpoint into `folder`. An older checkpoint there is replaced once it is complete.
 *
 * @throws if `folder` is a file, or has other files; DiskError if it cannot be written
 */
export async function saveCheckpoint(
  folder: string,
  model: tf.LayersModel,
  record: CheckpointRecord,
  { optimizer, vocabulary, bits }: CheckpointExtras = {},
): Promise<void> {
  const build = async (ready: string) => {
    const files: FileRecords = {};
    const write = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(ready, name), content);
      files[name] = recordOfContent(content);
    };
    await saveModel(model, write, bits);
    const optimizerState = optimizer && (await encodeOptimizer(optimizer));
    if (optimizerState) await write(OPTIMIZER, optimizerState.bytes);
    if (vocabulary) await write(VOCABULARY, vocabularyJson(vocabulary));
    const { record: latest, earlier } = withoutEarlier(record);
    if (earlier.length > 0) await write(EVALUATIONS, JSON.stringify(earlier));
    const file: CheckpointFile = {
      format: FORMAT,
      ...latest,
      versions: { tfjs: tf.version.tfjs, node: process.versions.node, backend: tf.getBackend() },
      saved: new Date().toISOString(),
      files,
      masks: maskStates(model),
      ...(optimizerState && { optimizer: optimizerState.specs }),
    };
    await writeRecord(ready, RECORD, file);
  };
  await buildFolder(folder, build, { record: RECORD });
}

/** What `loadCheckpoint` returns. */
export interface Checkpoint {
  folder: string;
  model: tf.LayersModel;
  record: CheckpointRecord;
  /** The vocabulary of the model, unless it uses word vectors. */
  vocabulary?: Vocabulary;
  /** Restores the state of an optimizer, which must have the saved one's hyperparameters. */
  restoreOptimizer(optimizer: tf.Optimizer): Promise<void>;
}

/**
 * Returns the model of a checkpoint, with its weights and the state of its dropout masks. Word
 * vectors must be registered first (`registerVectors`). `loadClassifier` does that.
 *
 * @throws if the folder is not a checkpoint, or has an unknown format; if a file is missing,
 *   truncated or changed; if model, classes and vocabulary do not match
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  const file = await readCheckpointFile(folder);
  for (const name of ['model.json', 'weights.bin'])
    if (!file.files[name]) throw new Error(`${join(folder, RECORD)} does not name ${name}: ${COPY_AGAIN}`);
  await requireFiles(folder, RECORD, file, COPY_AGAIN);
  const record = await withEarlier(folder, recordIn(file), file.files);
  const artifacts = await readModel(folder);
  const model = await tf.loadLayersModel({ load: async () => artifacts }).catch((error: Error) => {
    throw new Error(`${folder}: tfjs cannot make this model (${error.message}): ${COPY_AGAIN}`, {
      cause: error,
    });
  });
  const vocabulary = file.files[VOCABULARY] && (await readVocabulary(join(folder, VOCABULARY)));
  try {
    setMasks(folder, model, file.masks);
    requireMatch(folder, model, record, vocabulary);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return {
    folder,
    model,
    record,
    ...(vocabulary && { vocabulary }),
    async restoreOptimizer(optimizer) {
      const { optimizer: specs } = file;
      if (!specs) throw new Error(`${folder} was saved without an optimizer: its training cannot be resumed`);
      const path = join(folder, OPTIMIZER);
      requireFile(path, COPY_AGAIN);
      const data = await readFile(path);
      requireWeights(path, data, specs, COPY_AGAIN);
      await restoreOptimizer(optimizer, data, specs);
    },
  };
}

/** Sets the states of a model's dropout masks. @throws if the record has others */
function setMasks(folder: string, model: tf.LayersModel, masks: Parameters<typeof setMaskStates>[1]): void {
  try {
    setMaskStates(model, masks);
  } catch (error) {
    throw new Error(`${join(folder, RECORD)}: ${(error as Error).message}: ${COPY_AGAIN}`, { cause: error });
  }
}

function requireMatch(
  folder: string,
  model: tf.LayersModel,
  { classes }: CheckpointRecord,
  vocabulary?: Vocabulary,
): void {
  const [outputs] = (model.outputShape as tf.Shape).slice(-1);
  if (outputs !== classes.length && !(outputs === 1 && classes.length === 2))
    throw new Error(`${folder}: the model has ${outputs} outputs for ${classes.length} classes (${classes})`);
  const ids = model.layers.map((layer) => layer.getConfig().inputDim).find(Boolean);
  if (vocabulary && ids !== undefined && ids !== vocabulary.words.length)
    throw new Error(
      `${folder}: the model has ${ids} token ids, but its vocabulary has ${vocabulary.words.length}`,
    );
}
