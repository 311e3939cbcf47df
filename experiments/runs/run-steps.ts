/** The steps of a run, the measurements between them, the checkpoints, and what TensorBoard draws. */
import { join } from 'node:path';
import type { Backend, tf } from '../../lib/backend';
import { trainingBatches } from '../../lib/batches/batches';
import type { Examples } from '../../lib/batches/examples';
import { type Checkpoint, saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import { checkpointAt, keepCheckpoints } from '../../lib/checkpoints/run-folder';
import { type Evaluation, evaluate } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { summaryWriter, weightHistograms, writeMetrics } from '../../lib/training/tensorboard';
import { train } from '../../lib/training/train';
import { FlagError, type FlagValues } from '../systems/flags';
import type { CommonValues, ModelInputs, System } from '../systems/system';
import { digestOfExamples, type PreparedData } from './prepare';
import { type RunEvents, type RunSoFar, RunStopped, type RunSummary } from './run-events';
import { countTrainableParameters, recordOf, runDataOf } from './run-record';

/** A run with all that it takes. */
export interface Run {
  system: System;
  values: CommonValues & FlagValues;
  prepared: PreparedData;
  inputs: ModelInputs;
  model: tf.LayersModel;
  config: Record<string, unknown>;
  backend: Backend;
  events: RunEvents;
  /** Where its checkpoints go. */
  folder: string;
  /** Where its curves go. */
  summaries: string;
  /** The steps that were done before. */
  from: number;
  /** What it had measured when it was stopped. */
  soFar?: Partial<RunSoFar>;
  restored?: Checkpoint;
}

/** Does the steps that are left. @throws RunStopped when the signal stops it, after saving a checkpoint; as `train` does */
export async function runSteps(run: Run): Promise<RunSummary> {
  const { system, values, prepared, inputs, model, events, folder, from, restored } = run;
  const { train: trainingSet, validation: validationSet, test } = prepared;
  const { signal } = events;
  const perEpoch = Math.ceil(trainingSet.ids.length / values.batch_size);
  const steps = stepsOf(system, trainingSet.ids.length, values);
  if (from >= steps) throw new FlagError(`${folder} has done its ${steps} steps: allow it more to go on`);
  const every = values.validate_every ?? perEpoch;
  const patience = system.patience?.(values) ?? Number.POSITIVE_INFINITY;
  const optimizer = system.optimizer(values, steps);
  await restored?.restoreOptimizer(optimizer);
  const started = performance.now();
  const { validation = [], training = [], seconds: before = 0 } = run.soFar ?? {};
  const soFar = () => ({
    ...{ validation: [...validation], training: [...training] },
    seconds: before + (performance.now() - started) / 1000,
  });
  const [curves, validationCurves] = ['train', 'validation'].map((part) =>
    summaryWriter(join(run.summaries, part)),
  );
  const digest = digestOfExamples([trainingSet, validationSet]);
  const paddedLength = system.paddedLength?.(values);
  const { backend } = run;
  const batchSize = values.batch_size;
  events.onData?.(
    runDataOf(system, prepared, {
      trainableParameters: countTrainableParameters(model),
      backend,
      batchSize,
      from,
      steps,
    }),
  );
  const recorded = { ...run, sequenceLength: inputs.sequenceLength, paddedLength };

  let saved = from > 0 ? from : undefined;
  const save = async (step: number, metrics?: Record<string, number>) => {
    await saveCheckpoint(
      checkpointAt(folder, step),
      model,
      recordOf(recorded, step, soFar(), digest, metrics),
      {
        optimizer,
        vocabulary: inputs.tokenSource.vocabulary,
      },
    );
    await keepCheckpoints(folder, values.keep_checkpoints);
    saved = step;
  };
  const evaluateAndSave = async (step: number) => {
    let metrics: Record<string, number> | undefined;
    if (validationSet.ids.length > 0) {
      const found = await evaluate(model, validationSet, { paddedLength, signal });
      const stepMetrics = { step, loss: found.loss, accuracy: found.accuracy };
      validation.push(stepMetrics);
      writeMetrics(validationCurves!, stepMetrics);
      metrics = { validationLoss: found.loss, validationAccuracy: found.accuracy };
      events.onValidated?.(stepMetrics, found);
    }
    weightHistograms(curves!, model, step);
    await save(step, metrics);
    events.onSaved?.(checkpointAt(folder, step));
  };

  let done = from;
  let stoppedEarly = false;
  try {
    const isDue = from > 0 && from % every === 0 && validationSet.ids.length > 0;
    if (isDue && validation.at(-1)?.step !== from) await evaluateAndSave(from); // the run was stopped meanwhile
    await train({
      model,
      optimizer,
      batches: trainingBatches(trainingSet, {
        batchSize: values.batch_size,
        seed: values.random_state,
        from,
        paddedLength,
      }),
      from,
      steps,
      globalClipNorm: system.globalClipNorm,
      workers: values.workers,
      logEvery: Math.max(1, Math.min(50, Math.floor(steps / 30))),
      signal,
      progress: events.progress?.('Training', 'steps'),
      onMetrics(stepMetrics) {
        training.push(stepMetrics);
        writeMetrics(curves!, stepMetrics);
        events.onStep?.(stepMetrics);
      },
      async onStep(step) {
        done = step;
        if (step % every !== 0 && step !== steps) return;
        await evaluateAndSave(step);
        stoppedEarly = badEvaluationsSinceBest(validation, patience) > patience && step !== steps;
        return stoppedEarly ? 'stop' : undefined;
      },
    });
  } catch (error) {
    if (!signal?.aborted) throw error;
    if (saved !== done) await save(done);
    throw new RunStopped(done, folder);
  } finally {
    curves!.flush();
    validationCurves!.flush();
  }
  const ended = soFar();
  const found = await evaluateOnTestSet(model, test, { ...events, paddedLength });
  model.dispose();
  return { folder, steps: done, ...ended, stoppedEarly, ...(found && { test: found }) };
}

/** Returns how many steps a run does that trains on so many texts. */
export function stepsOf(system: System, texts: number, values: CommonValues & FlagValues): number {
  return system.steps(Math.ceil(texts / values.batch_size), values);
}

/**
 * Returns what a model says of the texts that were kept for the end; nothing where there are none, or where it is stopped: the model
 * is saved already.
 *
 * @param time columns to which texts are padded, where the model reads padding
 */
export async function evaluateOnTestSet(
  model: tf.LayersModel,
  test: Examples,
  { paddedLength, signal, progress }: Pick<RunEvents, 'signal' | 'progress'> & { paddedLength?: number },
): Promise<Evaluation | undefined> {
  if (test.ids.length === 0) return undefined;
  try {
    return await evaluate(model, test, { paddedLength, signal, progress: progress?.('Testing', 'texts') });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/**
 * Returns how many bad measurements there were since the best one, as the Theano tutorial's script counts them: bad is one whose
 * error is no lower than the lowest of those that were made `patience` or more measurements before.
 */
export function badEvaluationsSinceBest(
  validation: readonly Pick<StepMetrics, 'accuracy'>[],
  patience: number,
): number {
  const errors = validation.map(({ accuracy }) => 1 - accuracy);
  const best = errors.lastIndexOf(Math.min(...errors));
  const isBad = (error: number, n: number) =>
    n >= patience && error >= Math.min(...errors.slice(0, n + 1 - patience));
  return errors.filter((error, n) => n >= best && isBad(error, n)).length;
}
