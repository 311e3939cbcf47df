/** Trains a system: the steps, the measurements between them, the checkpoints, and what TensorBoard draws. */
import { basename, dirname, join } from 'node:path';
import { type Backend, ready, type tf } from '../backend';
import { trainingBatches } from '../batches';
import type { Progress } from '../progress';
import { type Evaluation, evaluate } from '../scoring';
import {
  type Checkpoint,
  type CheckpointRecord,
  checkpointAt,
  keepCheckpoints,
  latestCheckpoint,
  loadCheckpoint,
  type Measured,
  newRunFolder,
  readRecord,
  type Summaries,
  saveCheckpoint,
  summariesIn,
  train,
  weightHistograms,
} from '../training';
import { FlagError, type FlagValues } from './flags';
import { provideWords } from './load-classifier';
import { digestOfExamples, type Prepared, prepare } from './prepare';
import type { CommonValues, ModelInputs, System, Words } from './system';
import { systemNamed } from './systems';

/** What a run tells of itself, as it goes. */
export interface RunEvents {
  onData?: (data: RunData) => void;
  /** Measured on the batch of one step, before it. */
  onStep?: (measured: Measured) => void;
  /** Measured on the held-out texts. */
  onValidated?: (measured: Measured, evaluation: Evaluation) => void;
  onSaved?: (folder: string) => void;
  /** Told, in a line, what went wrong without mattering. */
  warn?: (line: string) => void;
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
  signal?: AbortSignal;
}

/** What a run is about to do. */
export interface RunData {
  system: string;
  what: string;
  /** How many texts each part has. */
  train: number;
  held: number;
  test: number;
  classes: readonly string[];
  /** Different words that the model tells apart, or vectors that it reads. */
  words: number;
  /** Numbers that are trained. */
  parameters: number;
  backend: Backend;
  /** Texts in a step. */
  batchSize: number;
  /** The steps to do, from the first or from the one that a checkpoint had come to. */
  from: number;
  steps: number;
}

/** What a run leaves behind. */
export interface RunSummary {
  /** Its folder of checkpoints. */
  folder: string;
  steps: number;
  /** What the held-out texts said. */
  validation: Measured[];
  /** Whether it ended before its last step as nothing got better. */
  stoppedEarly: boolean;
  /** What the texts said that were kept for the end. */
  test?: Evaluation;
}

/** A run was stopped, and can go on from a checkpoint if it had begun. */
export class RunStopped extends Error {
  constructor(
    readonly step: number,
    /** The run's folder; absent where there was nothing to save. */
    readonly folder?: string,
  ) {
    super(folder ? `stopped after step ${step}` : 'stopped before the first step');
  }
}

/**
 * Trains a system from the start, in a new folder of `checkpoints_root`. The same flags and texts give the same model on
 * the same backend.
 *
 * @throws RunStopped when the signal stops it, with a checkpoint of the last whole step saved; as `prepare` and `train` do
 */
export async function trainSystem(
  system: System,
  values: CommonValues & FlagValues,
  events: RunEvents = {},
): Promise<RunSummary> {
  const backend = await ready();
  const prepared = await stoppable(events, () => prepare(system, values, events));
  const inputs = inputsOf(system, values, prepared);
  const { model, config } = system.model(inputs, values);
  const folder = await newRunFolder(values.checkpoints_root);
  const run = { folder, summaries: join(values.summaries_dir, basename(folder)), from: 0, validation: [] };
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
  const values = { ...record.run.flags, ...changed } as CommonValues & FlagValues;
  const prepared = await stoppable(events, () => prepare(system, values, events));
  const digest = digestOfExamples([prepared.rest, prepared.held]);
  if (digest !== record.run.data.digest)
    throw new Error(
      `the texts in ${prepared.data.what} are not those that ${checkpoint} was trained on ` +
        `(SHA-256 of their ids ${digest.slice(0, 12)}..., not ${record.run.data.digest.slice(0, 12)}...): put those back, or train anew`,
    );
  provideWords(prepared.words);
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
    validation: record.run.validation,
    restored,
  });
}

interface Run {
  system: System;
  values: CommonValues & FlagValues;
  prepared: Prepared & { words: Words; data: { what: string; dir: string } };
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
  /** What held-out texts said before. */
  validation: readonly Measured[];
  restored?: Checkpoint;
}

function inputsOf(system: System, values: CommonValues & FlagValues, prepared: Run['prepared']): ModelInputs {
  const { words, rest, longest } = prepared;
  return { words, classes: rest.classes, columns: system.columns?.(longest, values) };
}

const NOTHING_BETTER = new Error('nothing got better any more');

async function runSteps(run: Run): Promise<RunSummary> {
  const { system, values, prepared, inputs, model, events, folder, from, restored } = run;
  const { rest, held, test } = prepared;
  const { signal } = events;
  const perEpoch = Math.ceil(rest.ids.length / values.batch_size);
  const steps = system.steps(perEpoch, values);
  if (from >= steps) throw new FlagError(`${folder} has done its ${steps} steps: allow it more to go on`);
  const every = values.validate_every ?? perEpoch;
  const patience = system.patience?.(values) ?? Number.POSITIVE_INFINITY;
  const optimizer = system.optimizer(values);
  await restored?.restoreOptimizer(optimizer);
  const validation = [...run.validation];
  const [curves, heldCurves] = ['train', 'validation'].map((part) => summariesIn(join(run.summaries, part)));
  const digest = digestOfExamples([rest, held]);
  const time = system.padTo?.(values);
  events.onData?.(dataOf(run, steps));

  let saved = from > 0 ? from : undefined;
  const save = async (step: number, metrics?: Record<string, number>) => {
    await saveCheckpoint(
      checkpointAt(folder, step),
      model,
      recordOf(run, step, validation, digest, metrics),
      {
        optimizer,
        vocabulary: inputs.words.vocabulary,
      },
    );
    await keepCheckpoints(folder, values.keep_checkpoints);
    saved = step;
  };
  const measure = async (step: number) => {
    let metrics: Record<string, number> | undefined;
    if (held.ids.length > 0) {
      const found = await evaluate(model, held, { time, signal });
      const measured = { step, loss: found.loss, accuracy: found.accuracy };
      validation.push(measured);
      draw(heldCurves!, measured);
      metrics = { validationLoss: found.loss, validationAccuracy: found.accuracy };
      events.onValidated?.(measured, found);
    }
    weightHistograms(curves!, model, step);
    await save(step, metrics);
    events.onSaved?.(checkpointAt(folder, step));
  };

  let done = from;
  let stoppedEarly = false;
  try {
    const isDue = from > 0 && from % every === 0 && held.ids.length > 0;
    if (isDue && validation.at(-1)?.step !== from) await measure(from); // the run was stopped meanwhile
    await train({
      model,
      optimizer,
      batches: trainingBatches(rest, {
        batchSize: values.batch_size,
        seed: values.random_state,
        from,
        time,
      }),
      from,
      steps,
      workers: values.workers,
      measureEvery: Math.max(1, Math.min(50, Math.floor(steps / 30))),
      signal,
      progress: events.progress?.('Training', 'steps'),
      onMeasured(measured) {
        draw(curves!, measured);
        events.onStep?.(measured);
      },
      async onStep(step) {
        done = step;
        if (step % every !== 0 && step !== steps) return;
        await measure(step);
        if (sinceBest(validation) > patience && step !== steps) throw NOTHING_BETTER;
      },
    });
  } catch (error) {
    if (error === NOTHING_BETTER) stoppedEarly = true;
    else if (!signal?.aborted) throw error;
    else {
      if (saved !== done) await save(done);
      throw new RunStopped(done, folder);
    }
  } finally {
    curves!.flush();
    heldCurves!.flush();
  }
  const found = test.ids.length > 0 ? await lastTest(run, time) : undefined;
  model.dispose();
  return { folder, steps: done, validation, stoppedEarly, ...(found && { test: found }) };
}

/** Looks at the texts that were kept for the end; returns nothing where that is stopped: the model is saved already. */
async function lastTest(
  { model, prepared, events }: Run,
  time: number | undefined,
): Promise<Evaluation | undefined> {
  const { signal, progress } = events;
  try {
    return await evaluate(model, prepared.test, { time, signal, progress: progress?.('Testing', 'texts') });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

function dataOf({ system, values, prepared, model, backend, from }: Run, steps: number): RunData {
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

function recordOf(
  { system, values, prepared, inputs, config, summaries }: Run,
  step: number,
  validation: readonly Measured[],
  digest: string,
  metrics?: Record<string, number>,
): CheckpointRecord {
  const { rest, held, data } = prepared;
  const maxLength = system.maxLength?.(values) ?? inputs.columns;
  const columns = system.padTo?.(values);
  const stopWords = system.stopWords?.(values);
  return {
    system: system.name,
    config,
    step,
    classes: inputs.classes,
    ...(inputs.words.record && { vectors: inputs.words.record }),
    ...(maxLength !== undefined && { maxLength }),
    ...(columns !== undefined && { columns }),
    ...(stopWords && { stopWords }),
    run: {
      flags: values,
      data: { folder: data.dir, train: rest.ids.length, held: held.ids.length, digest },
      validation: [...validation],
      summaries,
    },
    ...(metrics && { metrics }),
  };
}

function draw(curves: Summaries, { step, loss, accuracy }: Measured): void {
  curves.scalar('Loss', loss, step);
  curves.scalar('Accuracy', accuracy, step);
}

/** Returns how many measurements were made after the one with the lowest loss. */
function sinceBest(validation: readonly Measured[]): number {
  const losses = validation.map(({ loss }) => loss);
  return losses.length - 1 - losses.indexOf(Math.min(...losses));
}

/** Runs what comes before the first step: when it is stopped, there is nothing to go on from. */
async function stoppable<T>({ signal }: RunEvents, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted ? new RunStopped(0) : error;
  }
}
