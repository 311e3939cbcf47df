import type { tf } from '../backend';
import type { CheckpointRecord, Measured } from '../training';
import type { RunData } from './run-events';
import type { Run } from './run-steps';

/** Returns what a run is about to do. */
export function dataOf({ system, values, prepared, model, backend, from }: Run, steps: number): RunData {
  const { data, rest, held, test, words } = prepared;
  return {
    system: system.name,
    what: data.what,
    train: rest.ids.length,
    held: held.ids.length,
    test: test.ids.length,
    classes: rest.classes,
    words: words.vocabulary?.words.length ?? words.vectors!.matrix.length / words.vectors!.dimensions,
    parameters: parametersOf(model),
    backend,
    batchSize: values.batch_size,
    from,
    steps,
  };
}

function parametersOf(model: tf.LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce((n, size) => n! * size!, 1)!,
    0,
  );
}

/**
 * Returns what a run's checkpoint says of itself.
 *
 * @param digest of the examples
 */
export function recordOf(
  { system, values, prepared, inputs, config, summaries }: Run,
  step: number,
  validation: readonly Measured[],
  digest: string,
  metrics?: Record<string, number>,
): CheckpointRecord {
  const { rest, held, data } = prepared;
  const maxLength = system.maxLength?.(values) ?? inputs.columns;
  const columns = system.padTo?.(values);
  return {
    system: system.name,
    config,
    step,
    classes: inputs.classes,
    ...(inputs.words.record && { vectors: inputs.words.record }),
    ...(system.reading && { reading: system.reading }),
    ...(maxLength !== undefined && { maxLength }),
    ...(columns !== undefined && { columns }),
    ...(prepared.stopWords.length > 0 && { stopWords: prepared.stopWords }),
    run: {
      flags: values,
      data: { folder: data.dir, train: rest.ids.length, held: held.ids.length, digest },
      validation: [...validation],
      summaries,
    },
    ...(metrics && { metrics }),
  };
}
