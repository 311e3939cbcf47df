import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { FORMATS } from '../../runtime/checkpoint';
import type { tf } from '../backend';
import type { Label } from '../corpus/review';
import type { StepMetrics } from '../evaluation/metrics';
import { type FileRecords, readFolderRecord } from '../files/folder-record';
import type { MaskState } from '../layers/dropout-masks';
import type { KerasTokenizerSettings } from '../text/keras-tokenizer';
import type { TokenizerName } from '../text/tokenizer';
import { withEarlier } from './long-history';
import { COPY_AGAIN, checkpointSchema, RECORD } from './record-schema';

/** What a checkpoint records about its model, for prediction and to resume training. */
export interface CheckpointRecord {
  /** The name of the system: `simple`, `oreilly`. */
  system: string;
  /** The configuration of the model. */
  config: Record<string, unknown>;
  /** The number of training steps. */
  step: number;
  /** The classes, in the order of the model's outputs. */
  classes: readonly Label[];
  /** The word vectors. Absent if the model has a vocabulary of its own, in `vocabulary.json`. */
  vectors?: {
    /** Their data set, `glove-50`, or the name of own vectors. */
    dataset: string;
    /** The absolute path of the file of own vectors. */
    file?: string;
    /** The order of the ids. */
    order: 'glove' | 'oreilly';
    /** Their dimensions, for a data set with several. */
    dimensions?: number;
    /** SHA-256 of their matrix, if it is known. */
    sha256?: string;
  };
  /** Default: `words`. */
  tokenizer?: TokenizerName;
  /** The settings of the tokenizer `keras`. */
  keras?: KerasTokenizerSettings;
  /** Logits are divided by it, so that probabilities are calibrated. Default 1. */
  temperature?: number;
  /** Texts are truncated to this many tokens. Default: no limit. */
  maxLength?: number;
  /** Rows are padded to this length. Default: to the longest text of a batch. */
  paddedLength?: number;
  /** Tokens that the tokenizer removes. */
  stopWords?: readonly string[];
  /** The training run, if a command trained the model. */
  run?: RunRecord;
  /** The absolute path of the texts that the model was fine-tuned on, if a command did it. */
  trainedOn?: string;
  /** Metrics by name: `validationLoss`, `validationAccuracy`. */
  metrics?: Record<string, number>;
}

/** The run that a checkpoint was saved in. */
export interface RunRecord {
  /** The value of every flag; null is `None`. */
  flags: Record<string, unknown>;
  /** The data. */
  data: {
    folder: string;
    /** The number of reviews in the training set and in the validation set. */
    train: number;
    validation: number;
    /** SHA-256 of their token ids and labels. */
    digest: string;
  };
  /** The metrics on the validation set so far. In the file: the latest ones (`long-history.ts`). */
  validation: StepMetrics[];
  /** The metrics on training batches so far. Absent in runs of earlier versions. */
  training?: StepMetrics[];
  /** Seconds of training and validation so far. Absent in runs of earlier versions. */
  seconds?: number;
  /** The folder of the TensorBoard summaries. */
  summaries: string;
}

/** The content of `checkpoint.json`. */
export interface CheckpointFile extends CheckpointRecord {
  format: typeof FORMAT;
  /** The versions of tfjs and Node that wrote it, and the backend. */
  versions: { tfjs: string; node: string; backend: string };
  /** The date, in ISO 8601. */
  saved: string;
  /** The sizes and digests of the other files of the folder. */
  files: FileRecords;
  /** The state of the dropout masks of each layer. */
  masks: Record<string, MaskState>;
  /** The tensors in `optimizer.bin`, in order; absent without an optimizer. */
  optimizer?: tf.io.WeightsManifestEntry[];
}

/** The current version of the checkpoint format. `FORMATS` has all that are read. */
export const FORMAT = 4;

/** Returns whether a folder is a checkpoint. */
export function isCheckpoint(folder: string): boolean {
  return existsSync(join(folder, RECORD));
}

/**
 * Returns the record of a checkpoint, without loading the model.
 *
 * @throws if the folder is not a checkpoint; if its record is damaged, or has an unknown format
 */
export async function readRecord(folder: string): Promise<CheckpointRecord> {
  const file = await readCheckpointFile(folder);
  return withEarlier(folder, recordIn(file), file.files);
}

/**
 * Returns the record without the keys that `saveCheckpoint` adds. If there are many evaluations, it
 * has the latest ones only.
 */
export function recordIn(file: CheckpointFile): CheckpointRecord {
  const { format, versions, saved, files, masks, optimizer, ...record } = file;
  return record;
}

/** Returns the content of `checkpoint.json`. @throws like `readRecord` */
export async function readCheckpointFile(folder: string): Promise<CheckpointFile> {
  const path = join(folder, RECORD);
  if (!existsSync(path)) throw new Error(`${folder} is not a checkpoint: it has no ${RECORD}`);
  const requireFormat = (record: Record<string, unknown>) => {
    const { format } = record;
    if (typeof format !== 'number' || !FORMATS.includes(format))
      throw new Error(
        `${path} has format ${JSON.stringify(format)}, but this version reads format ${FORMATS.join(', ')}: ` +
          (Number(format) < FORMAT ? 'train the model again' : 'update the library'),
      );
    return format >= 4;
  };
  const schema = v.pipe(v.unknown(), v.transform(upgraded), checkpointSchema);
  return (await readFolderRecord(
    folder,
    RECORD,
    schema,
    COPY_AGAIN,
    requireFormat,
  )) as object as CheckpointFile;
}

/** Returns a record in today's format. Format 2 has other names for three keys. */
function upgraded(content: unknown): unknown {
  const file = content as ParsedFile;
  if (file.format !== 2) return { ...file, format: FORMAT };
  const { reading, columns, run, ...same } = file;
  return {
    ...same,
    format: FORMAT,
    ...(reading && { tokenizer: 'punctuation' }),
    ...(columns !== undefined && { paddedLength: columns }),
    ...(run && {
      run: { ...run, data: { ...run.data, validation: run.data?.held ?? run.data?.validation } },
    }),
  };
}

/** The keys of format 2 that have other names today. */
interface Format2 {
  reading?: 'tokens';
  columns?: number;
  run?: RunRecord & { data: { held?: number } };
}

type ParsedFile = Partial<Omit<CheckpointFile, 'format' | 'run'>> & Format2 & { format?: number };
