/** Trains a system, from the start or from a checkpoint. */
import { basename, dirname, join } from 'node:path';
import { ready } from '../../lib/backend';
import { loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { readRecord } from '../../lib/checkpoints/record';
import { latestCheckpoint, newRunFolder } from '../../lib/checkpoints/run-folder';
import { FlagError, type FlagValues } from '../systems/flags';
import type { NGramSystem, NGramValues } from '../systems/n-grams';
import type { CommonValues, ModelInputs, RunValues, System } from '../systems/system';
import { registerVectorsOf } from '../systems/system';
import { isNGramSystem, systemNamed } from '../systems/systems';
import { type PreparedData, prepare, requireSameData } from './prepare';
import { type RunEvents, RunStopped, type RunSummary } from './run-events';
import { runNGrams } from './run-n-grams';
import { valuesOf } from './run-record';
import { runSteps } from './run-steps';

/**
 * Trains a system from the start, in a new folder of `checkpoints_root`. The same flags and texts give the same model on
 * the same backend.
 *
 * @throws RunStopped when the signal stops it, with a checkpoint of the last whole step saved; as `prepare` and `train` do
 */
export async function trainSystem(
  system: System | NGramSystem,
  given: RunValues & FlagValues,
  events: RunEvents = {},
): Promise<RunSummary> {
  const backend = await ready();
  const prepared = await stoppable(events, () => prepare(system, given, events));
  if (isNGramSystem(system))
    return stoppable(events, () => runNGrams(system, given as NGramValues & FlagValues, prepared, events));
  const values = given as CommonValues & FlagValues;
  const inputs = inputsOf(system, values, prepared);
  const { model, config } = system.model(inputs, values);
  const folder = await newRunFolder(values.checkpoints_root);
  const run = { folder, summaries: join(values.summaries_dir, basename(folder)), from: 0 };
  return runSteps({ system, values, prepared, inputs, model, config, backend, events, ...run });
}

/**
 * Goes on with a run from its latest checkpoint, or from the one that is named, as if it had never stopped.
 *
 * @param changed flags with other values than before: only `changeable` ones
 * @throws when there is no checkpoint of a run, or its texts have changed; FlagError when it has done all its steps; and
 *   as `trainSystem` does
 */
export async function resumeSystem(
  from: string,
  changed: FlagValues = {},
  events: RunEvents = {},
): Promise<RunSummary> {
  const backend = await ready();
  const checkpoint = await latestCheckpoint(from);
  const record = await readRecord(checkpoint);
  if (!record.run)
    throw new Error(`${checkpoint} was not saved by the command that trains: it cannot go on from there`);
  const system = systemNamed(record.system);
  if (isNGramSystem(system))
    throw new FlagError(
      `${checkpoint}: ${system.name} is fitted in one go, so there is nothing to go on with`,
    );
  const values = { ...valuesOf(system, record.run), ...changed } as CommonValues & FlagValues;
  const prepared = await stoppable(events, () => prepare(system, values, events));
  requireSameData(checkpoint, record.run, prepared);
  registerVectorsOf(prepared.tokenSource);
  const restored = await loadCheckpoint(checkpoint);
  return runSteps({
    system,
    values,
    prepared,
    inputs: inputsOf(system, values, prepared),
    model: restored.model,
    config: record.config,
    backend,
    events,
    folder: dirname(checkpoint),
    summaries: record.run.summaries,
    from: record.step,
    soFar: record.run,
    restored,
  });
}

function inputsOf(system: System, values: CommonValues & FlagValues, prepared: PreparedData): ModelInputs {
  const { tokenSource, train, longest } = prepared;
  return { tokenSource, classes: train.classes, sequenceLength: system.sequenceLength?.(longest, values) };
}

/** Runs what leaves nothing to go on from when it is stopped: all that comes before the first step that can be saved. */
export async function stoppable<T>({ signal }: RunEvents, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted ? new RunStopped(0) : error;
  }
}
