/** The run of a trial with one seed, whose rungs continue one another from checkpoints. */
import { type Checkpoint, loadCheckpoint } from '../../lib/checkpoints/checkpoint';
import { readRecord } from '../../lib/checkpoints/record';
import { hasCheckpoint, latestCheckpoint, newestRuns } from '../../lib/checkpoints/run-folder';
import { lockRun, removeDeadRuns } from '../../lib/checkpoints/run-lock';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import type { WorkContext } from '../../lib/units/work';
import type { FlagValues } from '../runs/flags';
import { requireSameData } from '../runs/prepare';
import type { PreparedData } from '../runs/prepared-files';
import type { RunEvents } from '../runs/run-events';
import { countTrainableParameters } from '../runs/run-record';
import type { CommonValues, System } from '../runs/system';
import { registerVectorsOf } from '../runs/token-source';

/** What a trial trains. */
export interface TrialRun {
  system: System;
  values: CommonValues & FlagValues;
  prepared: PreparedData;
  /** The steps of training in full. Undefined: the system is fitted at once. */
  steps?: number;
  /** The last step of the rung. */
  until?: number;
}

/** What came of it. */
export interface TrainedRun {
  /** The folder of its checkpoints. */
  folder: string;
  /** The metrics of each evaluation, perhaps also of later rungs. */
  history: readonly StepMetrics[];
  seconds: number;
  step: number;
  /** The steps of training in full. */
  steps: number;
  /** Whether training has ended: in full, or by early stopping. */
  finished: boolean;
  trainableParameters: number;
}

/**
 * Trains up to the end of a rung, from the newest checkpoint in `runs`, if there is one. Removes
 * what processes left that died before their first checkpoint.
 *
 * @throws the signal's reason if it is stopped, after the training is saved; like `system.fit`
 */
export async function trainUpTo(
  { system, values, prepared, steps, until }: TrialRun,
  runs: string,
  { signal, progress }: Pick<WorkContext, 'signal' | 'progress'>,
): Promise<TrainedRun> {
  const folder = newestRuns(runs).find(hasCheckpoint);
  removeDeadRuns(runs);
  const before = folder === undefined ? undefined : await readRecord(await latestCheckpoint(folder));
  if (folder && before && (until === undefined || before.step >= until)) {
    const { model } = await openCheckpoint(folder, prepared);
    const trainableParameters = countTrainableParameters(model);
    model.dispose();
    const { validation: history, seconds = 0 } = before.run!;
    const finished = steps === undefined || until === steps;
    const step = until ?? before.step;
    return { folder, history, seconds, step, steps: steps ?? step, finished, trainableParameters };
  }
  signal?.throwIfAborted();
  const from = before?.step ?? 0;
  let trainableParameters = 0;
  const events: RunEvents = {
    signal,
    onData(data) {
      trainableParameters = data.trainableParameters;
    },
    progress: (title) => (done, total, note) => {
      if (title === 'Training') progress?.(from + done, from + total, note);
    },
  };
  const lock = folder === undefined ? undefined : lockRun(folder);
  try {
    const checkpoint = folder === undefined ? undefined : await openCheckpoint(folder, prepared);
    const run = await system.fit({ values, prepared, events, checkpoint, lock, until });
    const { steps: step, validation: history, seconds, stoppedEarly } = run;
    const all = steps ?? step;
    const finished = stoppedEarly || step === all;
    return { folder: run.folder, history, seconds, step, steps: all, finished, trainableParameters };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    lock?.release();
  }
}

async function openCheckpoint(folder: string, prepared: PreparedData): Promise<Checkpoint> {
  const at = await latestCheckpoint(folder);
  const { run } = await readRecord(at);
  requireSameData(at, run!, prepared);
  registerVectorsOf(prepared.tokenSource);
  return loadCheckpoint(at);
}
