/** Trains a network: its steps, evaluations, checkpoints and TensorBoard summaries. */
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isNative, ready, type tf } from '../../lib/backend';
import { saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import { checkpointAt, keepCheckpoints } from '../../lib/checkpoints/run-folder';
import { lockRun } from '../../lib/checkpoints/run-lock';
import type { Label } from '../../lib/corpus/review';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import type { Adversarial } from '../../lib/training/adversarial';
import type { StoppingRule } from '../../lib/training/early-stopping';
import { type FitProgress, fit } from '../../lib/training/fit';
import { DivergedError } from '../../lib/training/loop';
import {
  type Summaries,
  summaryWriter,
  weightHistograms,
  writeClassScores,
  writeMetrics,
} from '../../lib/training/tensorboard';
import { classWeightsOf } from './class-weights';
import { FlagError, type FlagValues } from './flags';
import { addMetrics } from './metrics-history';
import { requireMemory } from './model-size';
import { digestOfExamples } from './prepared-files';
import { type Run, type RunEvents, RunFailed, RunStopped, type RunSummary } from './run-events';
import {
  CURVES,
  countTrainableParameters,
  evaluateOnTestSet,
  foldersOf,
  recordOf,
  runDataOf,
} from './run-record';
import type { CommonValues, System } from './system';
import { type TokenSource, vocabularySize } from './token-source';

/** What makes a network a system: its model, its optimizer, and how long it trains. */
export interface Network<V extends CommonValues = CommonValues & FlagValues>
  extends Omit<System<V>, 'fit' | 'stepsOf'> {
  /**
   * The fixed length of the model's input, if it has one.
   *
   * @param longest tokens of the longest review, after truncation
   */
  sequenceLength?(longest: number, values: V): number;
  /** Returns the untrained model, and its configuration. */
  model(inputs: ModelInputs, values: V): { model: tf.LayersModel; config: Record<string, unknown> };
  /** @param steps the number of training steps */
  optimizer(values: V, steps: number): tf.Optimizer;
  /** Gradients are clipped to this global norm. Default: no clipping. */
  globalClipNorm?: number;
  /** Adversarial training. Default: none. */
  adversarial?(values: V): Adversarial | undefined;
  /** The number of training steps, given those of an epoch. */
  steps(perEpoch: number, values: V): number;
  /** Early stopping. Default: never. */
  stopping?(values: V): StoppingRule;
}

/** What a model is built for. */
export interface ModelInputs {
  tokenSource: TokenSource;
  classes: readonly Label[];
  /** The fixed length of the input. */
  sequenceLength?: number;
}

/** How often a run says that it still works. */
const REFRESH = 60_000; // ms

/** Returns a network as a system. */
export function networkSystem<V extends CommonValues>(network: Network<V>): Network<V> & System<V> {
  const stepsOf = (reviews: number, values: V) =>
    network.steps(Math.ceil(reviews / values.batch_size), values);
  return { ...network, stepsOf, fit: (run) => fitNetwork(network, run, stepsOf) };
}

/**
 * Trains a network.
 *
 * @throws RunStopped if the signal stops it, after a checkpoint is saved; FlagError if a resumed
 *   run has no steps left; and like `fit`
 */
async function fitNetwork<V extends CommonValues>(
  network: Network<V>,
  run: Run<V>,
  stepsOf: (reviews: number, values: V) => number,
): Promise<RunSummary> {
  const { values, prepared, events, checkpoint } = run;
  const { train, validation, test, tokenSource, longest } = prepared;
  const classWeights = classWeightsOf(values.class_weights, train);
  const { signal } = events;
  const from = checkpoint?.record.step ?? 0;
  const steps = stepsOf(train.ids.length, values);
  if (from >= steps)
    throw new FlagError(
      `${checkpoint!.folder} has finished its ${steps} steps: allow more steps to resume it`,
    );
  const sequenceLength = network.sequenceLength?.(longest, values);
  const paddedLength = network.paddedLength?.(values);
  const longestRow = paddedLength ?? sequenceLength ?? longest;
  requireMemory(values, {
    vocabulary: vocabularySize(tokenSource),
    batchTokens: Math.min(values.batch_size, train.ids.length) * longestRow,
  });
  const { model, config } = checkpoint
    ? { model: checkpoint.model, config: checkpoint.record.config }
    : network.model({ tokenSource, classes: train.classes, sequenceLength }, values);
  const optimizer = network.optimizer(values, steps);
  await checkpoint?.restoreOptimizer(optimizer);
  const { folder, summaries } = await foldersOf(run);
  const lock = run.lock ?? lockRun(folder);
  const size = { trainableParameters: countTrainableParameters(model), batchSize: values.batch_size };
  events.onData?.(runDataOf(network, prepared, { ...size, backend: await ready(), from, steps }));

  const started = performance.now();
  const before = checkpoint?.record.run;
  const training: StepMetrics[] = [...(before?.training ?? [])];
  const history = (validation: readonly StepMetrics[]) => ({
    validation: [...validation],
    training: [...training],
    seconds: (before?.seconds ?? 0) + (performance.now() - started) / 1000,
  });
  const [curves, validationCurves] = openCurves(summaries, events);
  const maxLength = prepared.maxLength ?? sequenceLength;
  const digest = digestOfExamples([train, validation]);
  let saved = from;
  let refreshed = performance.now();
  let done: FitProgress = { step: from, validationHistory: before?.validation ?? [] };
  const save = async ({ step, validationHistory }: FitProgress) => {
    const about = { config, step: step!, maxLength, paddedLength, summaries, digest };
    const latest = validationHistory.at(-1);
    const record = recordOf(
      network,
      run,
      about,
      history(validationHistory),
      latest?.step === step ? latest : undefined,
    );
    const at = checkpointAt(folder, step!);
    await saveCheckpoint(at, model, record, { optimizer, vocabulary: tokenSource.vocabulary });
    await keepCheckpoints(folder, values.keep_checkpoints);
    saved = step!;
    return at;
  };

  try {
    const { validationHistory, stoppedEarly } = await fit({
      model,
      optimizer,
      train,
      validation,
      batchSize: values.batch_size,
      seed: values.random_state,
      steps,
      until: run.until,
      validateEvery: values.validate_every ?? undefined,
      paddedLength,
      patience: network.stopping?.(values),
      restoreBest: false,
      resume: done,
      globalClipNorm: network.globalClipNorm,
      classWeights,
      adversarial: network.adversarial?.(values),
      workers: values.workers,
      logEvery: Math.max(1, Math.min(50, Math.floor(steps / 30))),
      signal,
      progress: events.progress?.('Training', 'steps'),
      onMetrics(metrics) {
        addMetrics(training, metrics);
        writeMetrics(curves, metrics);
        events.onStep?.(metrics);
      },
      onStep(step) {
        done = { ...done, step };
        if (performance.now() - refreshed > REFRESH) {
          lock?.refresh();
          refreshed = performance.now();
        }
      },
      async onValidation({ step, evaluation, progress }) {
        done = progress;
        if (evaluation) {
          const metrics = progress.validationHistory.at(-1)!;
          writeMetrics(validationCurves, metrics);
          writeClassScores(validationCurves, evaluation, train.classes, step);
          events.onValidated?.(metrics, evaluation);
        }
        weightHistograms(curves, model, step);
        const at = await save(progress);
        events.onSaved?.(at);
      },
    });
    const { step = from } = done;
    const outcome = { folder, steps: step, ...history(validationHistory), stoppedEarly };
    return { ...outcome, test: await evaluateOnTestSet(model, test, { ...events, paddedLength }) };
  } catch (error) {
    if (!signal?.aborted) {
      lock?.release();
      throw await runFault(error as Error, folder, saved);
    }
    if (saved !== done.step || saved === 0) await save(done);
    throw new RunStopped(done.step!, folder);
  } finally {
    curves.flush();
    validationCurves.flush();
    lock?.release();
    model.dispose();
  }
}

/**
 * Returns the writers of summaries, of training and of validation. If they cannot write, training
 * goes on without curves, and says so.
 */
function openCurves(summaries: string, { warn }: RunEvents): [Summaries, Summaries] {
  let warned = false;
  const goOnWithout = (why: string) => {
    if (!warned) warn?.(`Training goes on without curves: ${why}`);
    warned = true;
  };
  if (!isNative()) goOnWithout("TensorBoard's files need TensorFlow's library");
  const onFault = ({ message }: Error) => goOnWithout(`${summaries}: ${message}`);
  const [train, validation] = CURVES.map((name) => summaryWriter(join(summaries, name), onFault));
  return [train!, validation!];
}

/**
 * Returns the error that ended a run, with the checkpoint to resume from, if that helps. The folder
 * of a run that has saved nothing is removed.
 */
async function runFault(error: Error, folder: string, saved: number): Promise<Error> {
  if (saved > 0) return error instanceof DivergedError ? error : new RunFailed(error, saved, folder);
  await rmdir(folder).catch(() => {}); // it has checkpoints of an earlier version, or is gone
  return error;
}
