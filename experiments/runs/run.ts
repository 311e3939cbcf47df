/** Trains a system, from its initial weights or from a checkpoint. */
import { dirname } from 'node:path';
import { ready } from '../../lib/backend';
import { type Checkpoint, loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { isCheckpoint, readRecord } from '../../lib/checkpoints/record';
import { latestCheckpoint } from '../../lib/checkpoints/run-folder';
import { lockRun } from '../../lib/checkpoints/run-lock';
import { FlagError, type FlagValues } from './flags';
import { requireMemory } from './model-size';
import { prepare, requireSameData } from './prepare';
import type { PreparedData } from './prepared-files';
import { type RunEvents, RunStopped, type RunSummary } from './run-events';
import { evaluateOnTestSet, valuesOf } from './run-record';
import type { RunValues, System } from './system';
import { registerVectorsOf } from './token-source';

/**
 * Trains a system from its initial weights, in a new folder of `checkpoints_root`. The same flags
 * and data give the same model on the same backend.
 *
 * @throws RunStopped if the signal stops it, after a checkpoint of the last complete step is
 *   saved; and like `prepare` and `fit`
 */
export async function trainSystem(
  system: System,
  values: RunValues & FlagValues,
  events: RunEvents = {},
): Promise<RunSummary> {
  requireMemory(values);
  await ready();
  return stoppable(events, async () => {
    const prepared = await prepare(system, values, events);
    return system.fit({ values, prepared, events });
  });
}

/**
 * Resumes a run. The result is the same as without the interruption.
 *
 * @param system the system of the run
 * @param from the folder of the run, whose latest checkpoint is used, or of a checkpoint
 * @param changed new values of `changeable` flags
 * @throws if there is no checkpoint of a run, or if its data have changed; LockedError if another
 *   process works on the run; FlagError if it has no steps left; and like `trainSystem`
 */
export async function resumeSystem(
  system: System,
  from: string,
  changed: FlagValues = {},
  events: RunEvents = {},
): Promise<RunSummary> {
  await ready();
  if (!system.stepsOf)
    throw new FlagError(`${from}: ${system.name} is fitted at once, so there is nothing to resume`);
  const lock = lockRun(isCheckpoint(from) ? dirname(from) : from);
  try {
    return await stoppable(events, async () => {
      const { checkpoint, values, prepared } = await openRun(system, from, changed, events);
      return system.fit({ values, prepared, events, checkpoint, lock });
    });
  } finally {
    lock?.release();
  }
}

/** Returns the result of a run. If it is not finished, it is resumed first. */
export async function finishRun(system: System, from: string, events: RunEvents): Promise<RunSummary> {
  await ready();
  const { step, run } = await recordOfRun(from);
  const values = valuesOf(system, run);
  if (system.stepsOf && step < system.stepsOf(run.data.train, values))
    return resumeSystem(system, from, {}, events);
  return stoppable(events, async () => {
    const { checkpoint, prepared } = await openRun(system, from, {}, events);
    const { model } = checkpoint;
    const paddedLength = system.paddedLength?.(values);
    const test = await evaluateOnTestSet(model, prepared.test, { ...events, paddedLength });
    model.dispose();
    const { validation, training = [], seconds = 0 } = run;
    return { folder: from, steps: step, validation, training, seconds, stoppedEarly: false, test };
  });
}

async function openRun(
  system: System,
  from: string,
  changed: FlagValues,
  events: RunEvents,
): Promise<{
  checkpoint: Checkpoint;
  folder: string;
  values: RunValues & FlagValues;
  prepared: PreparedData;
}> {
  const { run, folder, system: name } = await recordOfRun(from);
  if (name !== system.name) throw new Error(`${folder} is a run of ${name}, not of ${system.name}`);
  const values = { ...valuesOf(system, run), ...changed } as RunValues & FlagValues;
  const prepared = await prepare(system, values, events);
  requireSameData(folder, run, prepared);
  registerVectorsOf(prepared.tokenSource);
  return { checkpoint: await loadCheckpoint(folder), folder, values, prepared };
}

async function recordOfRun(from: string) {
  const folder = await latestCheckpoint(from);
  const { step, run, system } = await readRecord(folder);
  if (run) return { folder, step, run, system };
  throw new Error(`${folder} was not saved by npm run train: it cannot be resumed`);
}

/** Turns an abort before the first checkpoint into `RunStopped`. */
async function stoppable<T>({ signal }: RunEvents, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunStopped) throw error;
    throw signal?.aborted ? new RunStopped(0) : error;
  }
}
