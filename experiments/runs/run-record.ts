import { basename, dirname, join } from 'node:path';
import type { tf } from '../../lib/backend';
import type { Examples } from '../../lib/batches/examples';
import type { CheckpointRecord, RunRecord } from '../../lib/checkpoints/record';
import { newRunFolder } from '../../lib/checkpoints/run-folder';
import { removeDeadRuns } from '../../lib/checkpoints/run-lock';
import { type Evaluation, evaluate } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { removeEmptyEvents } from '../../lib/training/tensorboard';
import { withTodaysFlags } from './aliases';
import { type FlagValues, publishedValues } from './flags';
import type { PreparedData } from './prepared-files';
import type { History, Run, RunData, RunEvents } from './run-events';
import type { RunValues, System } from './system';
import { vocabularySize } from './token-source';

/** Returns the data, the model and the steps of a run. */
export function runDataOf(
  { name }: Pick<System, 'name'>,
  { data, train, validation, test, tokenSource, tokenizer, stopWords, maxLength, truncated }: PreparedData,
  training: Pick<RunData, 'trainableParameters' | 'backend' | 'batchSize' | 'from' | 'steps'>,
): RunData {
  return {
    system: name,
    what: data.what,
    train: train.ids.length,
    validation: validation.ids.length,
    test: test.ids.length,
    classes: train.classes,
    vocabularySize: vocabularySize(tokenSource),
    tokenizer,
    stopWords: stopWords.length,
    maxLength,
    truncated,
    ...training,
  };
}

/** Returns how many trainable parameters a model has. */
export function countTrainableParameters(model: tf.LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce((n, size) => n! * size!, 1)!,
    0,
  );
}

/** Returns the flags of a saved run. Flags that are newer than it have their published values. */
export function valuesOf(
  { name, flags: known }: Pick<System, 'name' | 'flags'>,
  { flags }: Pick<RunRecord, 'flags'>,
): RunValues & FlagValues {
  const given = withTodaysFlags(name, flags as FlagValues);
  return { ...publishedValues(known), ...given } as RunValues & FlagValues;
}

/** The folders of a run's curves in that of its summaries. */
export const CURVES = ['train', 'validation'] as const;

/**
 * Returns the folders of a run's checkpoints and summaries. A new run gets new folders. Before, it
 * removes what runs left that were killed before their first checkpoint.
 */
export async function foldersOf({ values, checkpoint }: Run<RunValues>): Promise<RunFolders> {
  if (checkpoint) return { folder: dirname(checkpoint.folder), summaries: checkpoint.record.run!.summaries };
  for (const name of removeDeadRuns(values.checkpoints_root))
    for (const curve of CURVES) removeEmptyEvents(join(values.summaries_dir, name, curve));
  const folder = await newRunFolder(values.checkpoints_root);
  return { folder, summaries: join(values.summaries_dir, basename(folder)) };
}

/** The folders that a run writes to. */
export interface RunFolders {
  folder: string;
  summaries: string;
}

/**
 * Returns the record of a run's checkpoint.
 *
 * @param about the model's configuration and input lengths, the step, and the folder of the
 *   summaries
 */
export function recordOf(
  { name }: Pick<System, 'name'>,
  { values, prepared }: Run<RunValues>,
  about: Pick<CheckpointRecord, 'config' | 'step' | 'maxLength' | 'paddedLength'> & {
    summaries: string;
    digest: string;
  },
  history: History,
  evaluation?: StepMetrics,
): CheckpointRecord {
  const { train, validation, data, tokenSource, tokenizer, stopWords } = prepared;
  const { summaries, digest, ...model } = about;
  return {
    system: name,
    ...model,
    classes: train.classes,
    vectors: tokenSource.record,
    tokenizer,
    stopWords: stopWords.length > 0 ? stopWords : undefined,
    run: {
      flags: values,
      data: {
        folder: data.dir,
        train: train.ids.length,
        validation: validation.ids.length,
        digest,
      },
      ...history,
      summaries,
    },
    metrics: evaluation && {
      validationLoss: evaluation.loss,
      validationAccuracy: evaluation.accuracy,
    },
  };
}

/**
 * Returns the evaluation on the test set; undefined if the set is empty, or if the signal stops
 * it. The model is saved already.
 */
export async function evaluateOnTestSet(
  model: tf.LayersModel,
  test: Examples,
  { paddedLength, signal, progress }: Pick<RunEvents, 'signal' | 'progress'> & { paddedLength?: number },
): Promise<Evaluation | undefined> {
  if (test.ids.length === 0) return undefined;
  try {
    return await evaluate(model, test, { paddedLength, signal, progress: progress?.('Testing', 'reviews') });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
