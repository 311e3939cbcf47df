import type { tf } from '../../lib/backend';
import type { CheckpointRecord, RunRecord } from '../../lib/checkpoints/record';
import { defaultsOf, type FlagValues } from '../systems/flags';
import type { RunValues, TextSystem } from '../systems/system';
import type { PreparedData } from './prepare';
import type { RunData, RunSoFar } from './run-events';

/** Returns what a run is about to do. */
export function runDataOf(
  system: TextSystem,
  { data, train, validation, test, tokenSource }: PreparedData,
  training: Pick<RunData, 'trainableParameters' | 'backend' | 'batchSize' | 'from' | 'steps'>,
): RunData {
  return {
    system: system.name,
    what: data.what,
    train: train.ids.length,
    validation: validation.ids.length,
    test: test.ids.length,
    classes: train.classes,
    vocabularySize:
      tokenSource.vocabulary?.words.length ??
      tokenSource.vectors!.matrix.length / tokenSource.vectors!.dimensions,
    ...training,
  };
}

/** Returns how many numbers of a model are trained. */
export function countTrainableParameters(model: tf.LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce((n, size) => n! * size!, 1)!,
    0,
  );
}

/** What a checkpoint says of the run that it belongs to. */
export interface Recorded {
  system: TextSystem;
  values: RunValues & FlagValues;
  prepared: PreparedData;
  /** The parameters of the model. */
  config: Record<string, unknown>;
  /** Where its curves go. */
  summaries: string;
  /** Columns of the model's input, where it has a number of its own. */
  sequenceLength?: number;
  /** Columns to which texts are padded, where the model reads padding. */
  paddedLength?: number;
}

/** Returns the flags of a saved run; those that are newer than it have their defaults. */
export function valuesOf(system: TextSystem, { flags }: Pick<RunRecord, 'flags'>): RunValues & FlagValues {
  return { ...defaultsOf(system.flags), ...(flags as FlagValues) } as RunValues & FlagValues;
}

/**
 * Returns what a run's checkpoint says of itself.
 *
 * @param digest of the examples
 */
export function recordOf(
  { system, values, prepared, config, summaries, sequenceLength, paddedLength }: Recorded,
  step: number,
  soFar: RunSoFar,
  digest: string,
  metrics?: Record<string, number>,
): CheckpointRecord {
  const { train, validation, data, tokenSource } = prepared;
  const maxLength = system.maxLength?.(values) ?? sequenceLength;
  return {
    system: system.name,
    config,
    step,
    classes: train.classes,
    ...(tokenSource.record && { vectors: tokenSource.record }),
    ...(system.tokenizer && { tokenizer: system.tokenizer }),
    ...(maxLength !== undefined && { maxLength }),
    ...(paddedLength !== undefined && { paddedLength }),
    ...(prepared.stopWords.length > 0 && { stopWords: prepared.stopWords }),
    run: {
      flags: values,
      data: { folder: data.dir, train: train.ids.length, validation: validation.ids.length, digest },
      ...soFar,
      summaries,
    },
    ...(metrics && { metrics }),
  };
}
