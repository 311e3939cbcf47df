import type { tf } from '../../lib/backend';
import type { CheckpointRecord, RunRecord } from '../../lib/checkpoints/record';
import { defaultsOf, type FlagValues } from '../systems/flags';
import type { RunValues, TextSystem } from '../systems/system';
import type { PreparedData } from './prepare';
import type { RunData } from './run-events';

/** Returns what a run is about to do. */
export function dataOf(
  system: TextSystem,
  { data, rest, held, test, words }: PreparedData,
  training: Pick<RunData, 'parameters' | 'backend' | 'batchSize' | 'from' | 'steps'>,
): RunData {
  return {
    system: system.name,
    what: data.what,
    train: rest.ids.length,
    held: held.ids.length,
    test: test.ids.length,
    classes: rest.classes,
    words: words.vocabulary?.words.length ?? words.vectors!.matrix.length / words.vectors!.dimensions,
    ...training,
  };
}

/** Returns how many numbers of a model are trained. */
export function parametersOf(model: tf.LayersModel): number {
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
  columns?: number;
  /** Columns to which texts are padded, where the model reads padding. */
  paddedTo?: number;
}

/** How far a run has come, and what it has measured on the way. */
export type RunSoFar = Required<Pick<RunRecord, 'validation' | 'training' | 'seconds'>>;

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
  { system, values, prepared, config, summaries, columns, paddedTo }: Recorded,
  step: number,
  soFar: RunSoFar,
  digest: string,
  metrics?: Record<string, number>,
): CheckpointRecord {
  const { rest, held, data, words } = prepared;
  const maxLength = system.maxLength?.(values) ?? columns;
  return {
    system: system.name,
    config,
    step,
    classes: rest.classes,
    ...(words.record && { vectors: words.record }),
    ...(system.reading && { reading: system.reading }),
    ...(maxLength !== undefined && { maxLength }),
    ...(paddedTo !== undefined && { columns: paddedTo }),
    ...(prepared.stopWords.length > 0 && { stopWords: prepared.stopWords }),
    run: {
      flags: values,
      data: { folder: data.dir, train: rest.ids.length, held: held.ids.length, digest },
      ...soFar,
      summaries,
    },
    ...(metrics && { metrics }),
  };
}
