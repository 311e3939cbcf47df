import { tf } from '../backend';
import type { Batch } from '../batches/batches';
import type { StepMetrics } from '../evaluation/metrics';
import { cellSignal, pause } from '../interrupt';
import { clipByGlobalNorm } from '../optimizers/clip';
import { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import type { Progress } from '../progress';
import { withoutResizeSignals } from '../signals';
import {
  type BatchGradients,
  batchGradients,
  supportsSparseUpdates,
  type TrainableModel,
  trainableModel,
  wordIdsOf,
} from './gradients';
import { startWorkerPool, type WorkerPool } from './workers/pool';

/** The return value of `onStep`: `stop` ends training. */
// biome-ignore lint/suspicious/noConfusingVoidType: most callbacks return nothing
export type StepVerdict = void | 'stop';

/** Options of `train`. */
export interface TrainOptions {
  /**
   * From token ids `[batch, time]` to logits `[batch, classes]`, or `[batch, 1]` for two classes.
   * In training an ensemble gives `[batch, members, classes]` (`averageOfLogits`).
   */
  model: tf.LayersModel;
  /** The batches. `train` disposes them. */
  batches: Iterator<Batch>;
  /** Embeddings get sparse updates if the optimizer supports them. */
  optimizer: tf.Optimizer;
  /** The step to stop before, counted from 0. */
  steps: number;
  /** The first step, if training resumes from a checkpoint. Default 0. */
  from?: number;
  /** Clips gradients to this global norm (`clipByGlobalNorm`). Default: no clipping. */
  globalClipNorm?: number;
  /**
   * Data-parallel workers that share each batch, this process included. They start in two seconds
   * and pay off for large batches: on two cores, 100 reviews of 250 tokens take about two thirds
   * of the time, 24 reviews as long as with one worker. Default 1.
   */
  workers?: number;
  /** Steps between two metrics. Default 50. */
  logEvery?: number;
  /** Called with the metrics and awaited. Write summaries and draw curves here. */
  onMetrics?: (metrics: StepMetrics) => void | Promise<void>;
  /**
   * Called and awaited after each step with the number of completed steps. Save checkpoints here.
   * `stop` ends training.
   */
  onStep?: (done: number) => StepVerdict | Promise<StepVerdict>;
  /** Called after each step. */
  progress?: Progress;
  /** Stops training between two steps. Default: in a notebook, the signal of the running cell. */
  signal?: AbortSignal;
}

/**
 * Trains a classifier: minimizes the cross-entropy of its logits plus its regularization losses.
 * Returns the metrics of the first step, every `logEvery` steps and the last step, on their
 * training batches. The model is changed in place. When training is stopped, it has the weights of
 * the last completed step. Equal seeds give equal results on the same backend.
 *
 * @throws the signal's reason when training is stopped; when the loss is NaN or infinite; when
 *   batches run out; when a worker process ends; RangeError for a number of workers that is not 1
 *   or more
 */
export async function train(options: TrainOptions): Promise<StepMetrics[]> {
  const { model, optimizer, workers = 1 } = options;
  if (!Number.isInteger(workers) || workers < 1) throw new RangeError(`${workers} workers: use 1 or more`);
  const trainable = trainableModel(model, supportsSparseUpdates(optimizer));
  return withoutResizeSignals(async () => {
    if (workers === 1) return runSteps(options, trainable);
    const pool = await startWorkerPool(trainable, workers);
    return runSteps(options, trainable, pool).finally(pool.close);
  });
}

async function runSteps(
  options: TrainOptions,
  trainable: TrainableModel,
  pool?: WorkerPool,
): Promise<StepMetrics[]> {
  const { batches, steps, from = 0, logEvery = 50 } = options;
  const { onMetrics, onStep, progress, signal = cellSignal() } = options;
  const history: StepMetrics[] = [];
  for (let step = from; step < steps; step++) {
    await pause(signal);
    const batch = batches.next().value as Batch | undefined;
    if (!batch) throw new Error(`there were no more batches after ${step} of ${steps} steps`);
    const withMetrics = step % logEvery === 0 || step === steps - 1;
    const result = await trainStep(options, trainable, batch, withMetrics, pool).finally(() =>
      tf.dispose([batch.ids, batch.labels]),
    );
    if (result) {
      const metrics = { step, ...result };
      if (!Number.isFinite(metrics.loss))
        throw new Error(
          `the loss is ${metrics.loss} at step ${step}: lower the learning rate, or clip gradients`,
        );
      history.push(metrics);
      await onMetrics?.(metrics);
    }
    const last = history.at(-1);
    progress?.(step + 1 - from, steps - from, last && `loss ${last.loss.toFixed(3)}`);
    if ((await onStep?.(step + 1)) !== 'stop') continue;
    progress?.(step + 1 - from, step + 1 - from);
    break;
  }
  return history;
}

/** Makes one step. Returns the metrics of the batch before the step if they are requested. */
async function trainStep(
  { optimizer, globalClipNorm }: TrainOptions,
  trainable: TrainableModel,
  batch: Batch,
  withMetrics: boolean,
  pool?: WorkerPool,
): Promise<Omit<StepMetrics, 'step'> | undefined> {
  const tokenIds = trainable.embeddings.length > 0 ? wordIdsOf(trainable, batch) : new Int32Array();
  const rows = trainable.embeddings.map((layer) => layer.gatherRows(tokenIds));
  let result: BatchGradients | undefined;
  try {
    result = pool
      ? await pool.gradients(rows, batch, withMetrics)
      : batchGradients(trainable, rows, batch, withMetrics);
    const { loss, accuracy, gradients } = result;
    tf.tidy(() => {
      const clipped = globalClipNorm === undefined ? gradients : clipByGlobalNorm(gradients, globalClipNorm);
      if (!(optimizer instanceof UpdateRuleOptimizer)) return optimizer.applyGradients(clipped);
      const rowGradients = rows.map((row) => ({
        ...row,
        gradients: clipped[row.variable.name]!.dataSync<'float32'>(),
      }));
      const variableGradients = Object.fromEntries(
        trainable.variables.map(({ name }) => [name, clipped[name]!]),
      );
      optimizer.applyGradients(variableGradients, rowGradients);
    });
    return withMetrics ? { loss: loss.dataSync()[0]!, accuracy: accuracy!.dataSync()[0]! } : undefined;
  } finally {
    if (result) tf.dispose([result.loss, result.accuracy ?? [], result.gradients]);
    for (const layer of trainable.embeddings) layer.releaseRows();
  }
}
