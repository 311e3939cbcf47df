/**
 * A checkpoint is a folder: `model.json` and `weights.bin` in tfjs' own layers format, `optimizer.bin` for going on
 * with the training, and `checkpoint.json`, which says what all of it is.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tf } from '../backend';
import type { Label } from '../corpus';
import { type MaskState, maskStates, setMaskStates } from '../layers';

/** What a checkpoint says of itself. */
export interface CheckpointRecord {
  /** Which system it is: `oreilly`. */
  system: string;
  /** The system's parameters, as they were given. */
  config: Record<string, unknown>;
  /** How many training steps it has seen. */
  step: number;
  /** What the classes are called, in the order of the outputs. */
  classes: readonly Label[];
  /** The word vectors that it reads, by data set and order of ids. */
  vectors: { dataset: string; order: 'glove' | 'oreilly' };
  /** Texts are cut to this many words. */
  maxLength: number;
  /** What was measured, by name: `testAccuracy`. */
  metrics?: Record<string, number>;
}

/** What stands in `checkpoint.json`. */
interface CheckpointFile extends CheckpointRecord {
  format: 1;
  /** Version of tfjs that wrote it. */
  tfjs: string;
  /** Where each layer's dropout masks stand. */
  masks: Record<string, MaskState>;
  /** The tensors in `optimizer.bin`, in their order; absent without an optimiser. */
  optimizer?: tf.io.WeightsManifestEntry[];
}

const RECORD = 'checkpoint.json';

/**
 * Writes a checkpoint into `folder`, whole or not at all: an older one there stays until the new one is complete.
 *
 * @param optimizer saved too when given, so that training can go on from here
 */
export async function saveCheckpoint(
  folder: string,
  model: tf.LayersModel,
  record: CheckpointRecord,
  optimizer?: tf.Optimizer,
): Promise<void> {
  const beside = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(beside, { recursive: true });
  try {
    await model.save(tf.io.withSaveHandler((artifacts) => writeArtifacts(beside, artifacts)));
    const file: CheckpointFile = { format: 1, tfjs: tf.version.tfjs, ...record, masks: maskStates(model) };
    if (optimizer) {
      const weights = await optimizer.getWeights();
      const state = await tf.io.encodeWeights(weights);
      const own = weights.filter(({ tensor }) => !(tensor instanceof tf.Variable)); // made for this call
      tf.dispose(own.map(({ tensor }) => tensor));
      await writeFile(join(beside, 'optimizer.bin'), new Uint8Array(state.data));
      file.optimizer = state.specs;
    }
    await writeFile(join(beside, RECORD), JSON.stringify(file, null, 2) + '\n');
    await replaceFolder(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** What `loadCheckpoint` returns. */
export interface Checkpoint {
  folder: string;
  model: tf.LayersModel;
  record: CheckpointRecord;
  /** Lets an optimiser, made with the parameters of the saved one, go on where that one stood. */
  restoreOptimizer(optimizer: tf.Optimizer): Promise<void>;
}

/**
 * Returns the model of a checkpoint, with its weights and the state of its dropout. The word vectors that it reads
 * have to be provided before (`provideVectors`).
 *
 * @throws when the folder holds no checkpoint or one of another format, or a file is cut off
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  const { format, tfjs, masks, optimizer: specs, ...record } = await readFormat(folder);
  const model = await tf.loadLayersModel({ load: () => readArtifacts(folder) });
  setMaskStates(model, masks);
  return {
    folder,
    model,
    record,
    async restoreOptimizer(optimizer) {
      if (!specs) throw new Error(`${folder} was saved without an optimiser: its training cannot go on`);
      const data = await readFile(join(folder, 'optimizer.bin'));
      const tensors = tf.io.decodeWeights(arrayBuffer(data), specs);
      await optimizer.setWeights(specs.map(({ name }) => ({ name, tensor: tensors[name]! })));
      tf.dispose(tensors); // the optimiser has made variables of them
    },
  };
}

/** Returns what a checkpoint says of itself, without loading it. @throws as `loadCheckpoint` does. */
export async function readRecord(folder: string): Promise<CheckpointRecord> {
  const { format, tfjs, masks, optimizer, ...record } = await readFormat(folder);
  return record;
}

/**
 * Returns the folder of the checkpoint with the most steps in `root`, or `root` itself where it is a checkpoint.
 *
 * @throws when there is none
 */
export async function latestCheckpoint(root: string): Promise<string> {
  if (existsSync(join(root, RECORD))) return root;
  const names = existsSync(root) ? await readdir(root) : [];
  const folders = names.map((name) => join(root, name)).filter((folder) => existsSync(join(folder, RECORD)));
  const found = await Promise.all(
    folders.map(async (folder) => ({ folder, step: (await readRecord(folder)).step })),
  );
  const latest = found.sort((a, b) => b.step - a.step)[0];
  if (!latest)
    throw new Error(`there is no checkpoint in ${root}: train a model first, or name another folder`);
  return latest.folder;
}

async function readFormat(folder: string): Promise<CheckpointFile> {
  const path = join(folder, RECORD);
  if (!existsSync(path)) throw new Error(`${folder} is no checkpoint: it has no ${RECORD}`);
  const file = JSON.parse(await readFile(path, 'utf8')) as CheckpointFile;
  if (file.format !== 1)
    throw new Error(`${path} has format ${file.format}, this version reads 1: update the library`);
  return file;
}

async function writeArtifacts(folder: string, artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  const { modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy } = artifacts;
  const weights = tf.io.CompositeArrayBuffer.join(weightData);
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const description = { format, generatedBy, convertedBy, modelTopology, weightsManifest };
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(weights));
  await writeFile(join(folder, 'model.json'), JSON.stringify(description) + '\n');
  return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
}

async function readArtifacts(folder: string): Promise<tf.io.ModelArtifacts> {
  const description = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
  const weights = await readFile(join(folder, 'weights.bin'));
  const specs = description.weightsManifest.flatMap((group) => group.weights);
  const expected = specs.reduce((sum, { shape }) => sum + 4 * tf.util.sizeFromShape(shape), 0);
  if (weights.length !== expected)
    throw new Error(
      `${join(folder, 'weights.bin')} has ${weights.length} bytes instead of ${expected}: copy it again`,
    );
  return {
    modelTopology: description.modelTopology,
    weightSpecs: specs,
    weightData: arrayBuffer(weights),
    format: description.format,
  };
}

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** Puts `finished` in the place of `folder`; where that fails, what was there before comes back. */
async function replaceFolder(finished: string, folder: string): Promise<void> {
  const old = `${finished}.old`;
  const replaces = existsSync(folder);
  if (replaces) await rename(folder, old);
  try {
    await rename(finished, folder);
  } catch (error) {
    if (replaces) await rename(old, folder);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
