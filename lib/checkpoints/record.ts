import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { tf } from '../backend';
import type { Label } from '../corpus/review';
import type { StepMetrics } from '../evaluation/metrics';
import type { MaskState } from '../layers/dropout-masks';
import type { TokenizerName } from '../text/tokenizer';

/** What a checkpoint records beside the model: all that prediction and further training need. */
export interface CheckpointRecord {
  /** Which system it is: `oreilly`, `simple`, `theano`, `keras`. */
  system: string;
  /** The parameters of its model, as they were given. */
  config: Record<string, unknown>;
  /** How many training steps it has seen. */
  step: number;
  /** The names of the classes, in the order of the outputs. */
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
  /** Default: `words`. */
  tokenizer?: TokenizerName;
  /** Logits are divided by it, so that probabilities are calibrated. Default 1. */
  temperature?: number;
  /** Texts are truncated to this many tokens. Default: no limit. */
  maxLength?: number;
  /** Rows are padded to this length. Default: to the longest text of a batch. */
  paddedLength?: number;
  /** Tokens that the tokenizer removes. */
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
    /** How many reviews the training set and the validation set have. */
    train: number;
    validation: number;
    /** SHA-256 of all ids and labels. */
    digest: string;
  };
  /** The metrics on the validation set so far. */
  validation: StepMetrics[];
  /** The metrics on training batches so far. Earlier versions saved neither these nor `seconds`. */
  training?: StepMetrics[];
  /** How long it has trained so far, validation included. */
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
export const FORMAT = 3;

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
  const file = upgraded(parsed(path, await readFile(path, 'utf8')));
  if (file.format !== FORMAT)
    throw new Error(
      `${path} has format ${file.format}, this version reads ${FORMAT}: ` +
        (Number(file.format) < FORMAT ? 'train the model again' : 'update the library'),
    );
  const lacking = NEEDED.filter((name) => file[name] === undefined);
  if (lacking.length > 0) throw new Error(`${path} says nothing of ${lacking.join(', ')}: copy it again`);
  return file as CheckpointFile;
}

/** Returns a file of format 2 in today's format, which has other names for three things. */
function upgraded(file: ParsedFile): ParsedFile {
  if (file.format !== 2) return file;
  const { reading, columns, run, ...same } = file;
  return {
    ...same,
    format: FORMAT,
    ...(reading && { tokenizer: 'punctuation' }),
    ...(columns !== undefined && { paddedLength: columns }),
    ...(run && { run: { ...run, data: { ...run.data, validation: run.data.held ?? run.data.validation } } }),
  };
}

/** What format 2 had. */
interface Format2 {
  reading?: 'tokens';
  columns?: number;
  run?: RunRecord & { data: { held?: number } };
}

type ParsedFile = Partial<Omit<CheckpointFile, 'format' | 'run'>> & Format2 & { format?: number };

const NEEDED = ['system', 'config', 'step', 'classes', 'files', 'masks'] as const;

function parsed(path: string, text: string): ParsedFile {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is no JSON (${(error as Error).message}): copy it again`);
  }
}
