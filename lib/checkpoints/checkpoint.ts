/**
 * A checkpoint is a folder: `model.json` and `weights.bin` in tfjs' own layers format, `optimizer.bin` for going on
 * with the training, `vocabulary.json` where the model has learnt words of its own, and `checkpoint.json`, which says
 * what all of it is (`checkpoint-record.ts`).
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tf } from '../backend';
import { buildFolder } from '../files/replace-folder';
import { maskStates, setMaskStates } from '../layers/dropout-masks';
import { readVocabulary, type Vocabulary, vocabularyJson } from '../text/vocabulary';
import { readModel, saveModel } from './model-files';
import { encodeOptimizer, restoreOptimizer } from './optimizer-state';
import {
  type CheckpointFile,
  type CheckpointRecord,
  type FileRecord,
  FORMAT,
  RECORD,
  readCheckpointFile,
  recordIn,
} from './record';

const OPTIMIZER = 'optimizer.bin';
const VOCABULARY = 'vocabulary.json';

/** What a checkpoint holds beside its model. */
export interface CheckpointExtras {
  /** Saved too, so that training can go on from here. */
  optimizer?: tf.Optimizer;
  /** The words that the model's ids stand for. */
  vocabulary?: Vocabulary;
  /** Bits of each of the model's numbers: 8 or 16 make its file smaller. Default 32. */
  bits?: 8 | 16 | 32;
}

/** Writes a checkpoint into `folder`, whole or not at all: an older one there stays until the new one is complete. */
export async function saveCheckpoint(
  folder: string,
  model: tf.LayersModel,
  record: CheckpointRecord,
  { optimizer, vocabulary, bits }: CheckpointExtras = {},
): Promise<void> {
  await buildFolder(folder, async (ready) => {
    const files: Record<string, FileRecord> = {};
    const write = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(ready, name), content);
      files[name] = { bytes: Buffer.byteLength(content), sha256: sha256(content) };
    };
    await saveModel(model, write, bits);
    const optimizerState = optimizer && (await encodeOptimizer(optimizer));
    if (optimizerState) await write(OPTIMIZER, optimizerState.bytes);
    if (vocabulary) await write(VOCABULARY, vocabularyJson(vocabulary));
    const file: CheckpointFile = {
      format: FORMAT,
      ...record,
      versions: { tfjs: tf.version.tfjs, node: process.versions.node, backend: tf.getBackend() },
      saved: new Date().toISOString(),
      files,
      masks: maskStates(model),
      ...(optimizerState && { optimizer: optimizerState.specs }),
    };
    await writeFile(join(ready, RECORD), `${JSON.stringify(file, null, 2)}\n`);
  });
}

/** What `loadCheckpoint` returns. */
export interface Checkpoint {
  folder: string;
  model: tf.LayersModel;
  record: CheckpointRecord;
  /** The words that the model's ids stand for, where it does not read word vectors. */
  vocabulary?: Vocabulary;
  /** Lets an optimiser, made with the parameters of the saved one, go on where that one stood. */
  restoreOptimizer(optimizer: tf.Optimizer): Promise<void>;
}

/**
 * Returns the model of a checkpoint, with its weights and the state of its dropout. The word vectors that it reads
 * have to be provided before (`registerVectors`; `loadClassifier` does so).
 *
 * @throws when the folder holds no checkpoint or one of another format; when a file is missing, cut off or changed;
 *   when model, classes and vocabulary do not fit together
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  const file = await readCheckpointFile(folder);
  await verifyFiles(folder, file.files);
  const record = recordIn(file);
  const model = await tf.loadLayersModel({ load: () => readModel(folder) });
  const vocabulary = file.files[VOCABULARY] && (await readVocabulary(join(folder, VOCABULARY)));
  setMaskStates(model, file.masks);
  refuseMisfit(folder, model, record, vocabulary);
  return {
    folder,
    model,
    record,
    ...(vocabulary && { vocabulary }),
    async restoreOptimizer(optimizer) {
      const { optimizer: specs } = file;
      if (!specs) throw new Error(`${folder} was saved without an optimiser: its training cannot go on`);
      const data = await readFile(join(folder, OPTIMIZER));
      await restoreOptimizer(optimizer, data, specs);
    },
  };
}

async function verifyFiles(folder: string, files: Record<string, FileRecord>): Promise<void> {
  for (const [name, { bytes, sha256: expected }] of Object.entries(files)) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new Error(`${path} is missing: copy the checkpoint again`);
    const content = await readFile(path);
    if (content.length !== bytes)
      throw new Error(`${path} has ${content.length} bytes instead of ${bytes}: copy the checkpoint again`);
    if (sha256(content) !== expected)
      throw new Error(`${path} was changed since it was saved (its SHA-256 is another): copy it again`);
  }
}

function refuseMisfit(
  folder: string,
  model: tf.LayersModel,
  { classes }: CheckpointRecord,
  vocabulary?: Vocabulary,
): void {
  const [outputs] = (model.outputShape as tf.Shape).slice(-1);
  if (outputs !== classes.length && !(outputs === 1 && classes.length === 2))
    throw new Error(`${folder}: the model has ${outputs} outputs for ${classes.length} classes (${classes})`);
  const ids = model.layers.map((layer) => layer.getConfig()['inputDim']).find(Boolean);
  if (vocabulary && ids !== undefined && ids !== vocabulary.words.length)
    throw new Error(`${folder}: the model has ${ids} ids, its vocabulary ${vocabulary.words.length}`);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
