import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { tf } from '../backend';
import type { Label } from '../corpus/review';
import type { StepMetrics } from '../evaluation/metrics';
import type { MaskState } from '../layers/dropout-masks';

/** What a checkpoint says of itself: with the model's files, all that is needed to classify text, or to train on. */
export interface CheckpointRecord {
  /** Which system it is: `oreilly`, `simple`, `theano`, `keras`. */
  system: string;
  /** The parameters of its model, as they were given. */
  config: Record<string, unknown>;
  /** How many training steps it has seen. */
  step: number;
  /** What the classes are called, in the order of the outputs. */
  classes: readonly Label[];
  /** The word vectors that it reads. Absent where it has a vocabulary of its own, in `vocabulary.json`. */
  vectors?: {
    /** The data set that holds them: `glove-50`. */
    dataset: string;
    /** The order of the ids. */
    order: 'glove' | 'oreilly';
    /** Which vectors of a data set that has several. */
    dimensions?: number;
    /** SHA-256 of their numbers; absent where a program did not say. (A frozen embedding has it in `model.json`, too.) */
    sha256?: string;
  };
  /** How texts are read: `tokens`, as `tokenizeWithEnd` does. Default: cleaned, as `encode` does. */
  tokenizer?: 'tokens';
  /** What logits are divided by, so that probabilities are honest. Default 1. */
  temperature?: number;
  /** Texts are cut to this many words. Default: none is cut. */
  maxLength?: number;
  /** Columns to which texts are padded, where the model reads padding. Default: as many as the longest of a batch. */
  paddedLength?: number;
  /** Words that are taken out of a text before anything else, after `tokenize`. */
  stopWords?: readonly string[];
  /** How it was trained, where a command did so: what it takes to go on. */
  run?: RunRecord;
  /** What was measured, by name: `validationLoss`, `validationAccuracy`. */
  metrics?: Record<string, number>;
}

/** The run that a checkpoint was saved in. */
export interface RunRecord {
  /** Every flag of the command and its value; null stands for `None`. */
  flags: Record<string, unknown>;
  /** What it was trained on. */
  data: {
    folder: string;
    /** How many texts are trained on, and how many are held out. */
    train: number;
    validation: number;
    /** SHA-256 of all ids and labels. */
    digest: string;
  };
  /** What the held-out texts said so far. */
  validation: StepMetrics[];
  /** What batches said so far; absent in checkpoints of earlier versions, as the next one. */
  training?: StepMetrics[];
  /** How long it has trained so far, with its measurements on held-out texts. */
  seconds?: number;
  /** Where the run writes what TensorBoard draws. */
  summaries: string;
}

/** What stands in `checkpoint.json`. */
export interface CheckpointFile extends CheckpointRecord {
  format: typeof FORMAT;
  /** What wrote it: versions of tfjs and Node, and which backend computed. */
  versions: { tfjs: string; node: string; backend: string };
  /** When, in ISO 8601. */
  saved: string;
  /** The other files of the folder. */
  files: Record<string, FileRecord>;
  /** Where each layer's dropout masks stand. */
  masks: Record<string, MaskState>;
  /** The tensors in `optimizer.bin`, in their order; absent without an optimiser. */
  optimizer?: tf.io.WeightsManifestEntry[];
}

/** What a file must be for the checkpoint to be whole. */
export interface FileRecord {
  bytes: number;
  sha256: string;
}

/** The name of the file that describes a checkpoint, in its folder. */
export const RECORD = 'checkpoint.json';
/** The version of the checkpoint format that is written. */
export const FORMAT = 2;

/** Returns whether a folder holds a checkpoint. */
export function isCheckpoint(folder: string): boolean {
  return existsSync(join(folder, RECORD));
}

/**
 * Returns what a checkpoint says of itself, without loading it.
 *
 * @throws when the folder holds none, its record is no JSON, lacks something, or is of another format
 */
export async function readRecord(folder: string): Promise<CheckpointRecord> {
  return recordIn(await readCheckpointFile(folder));
}

/** Returns the part of the file that was given when the checkpoint was saved. */
export function recordIn(file: CheckpointFile): CheckpointRecord {
  const { format, versions, saved, files, masks, optimizer, ...record } = file;
  return record;
}

/** Returns what stands in `checkpoint.json`. @throws as `readRecord` does */
export async function readCheckpointFile(folder: string): Promise<CheckpointFile> {
  const path = join(folder, RECORD);
  if (!existsSync(path)) throw new Error(`${folder} is no checkpoint: it has no ${RECORD}`);
  const file = parsed(path, await readFile(path, 'utf8'));
  if (file.format !== FORMAT)
    throw new Error(
      `${path} has format ${file.format}, this version reads ${FORMAT}: ` +
        (Number(file.format) < FORMAT ? 'train the model again' : 'update the library'),
    );
  const lacking = NEEDED.filter((name) => file[name] === undefined);
  if (lacking.length > 0) throw new Error(`${path} says nothing of ${lacking.join(', ')}: copy it again`);
  return file as CheckpointFile;
}

const NEEDED = ['system', 'config', 'step', 'classes', 'files', 'masks'] as const;

function parsed(path: string, text: string): Partial<Omit<CheckpointFile, 'format'>> & { format?: number } {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is no JSON (${(error as Error).message}): copy it again`);
  }
}
