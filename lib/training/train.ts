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

/** What `onStep` may say of a step. */
// biome-ignore lint/suspicious/noConfusingVoidType: most callers have nothing to say
export type StepVerdict = void | 'stop';

/** Options of `train`. */
export interface TrainOptions {
  /** From ids `[batch, time]` to logits `[batch, classes]`, or `[batch, 1]` for two classes; in training, votes (`averageOfLogits`). */
  model: tf.LayersModel;
  /** Where batches come from; those that are taken are disposed. */
  batches: Iterator<Batch>;
  optimizer: tf.Optimizer;
  /** The step to stop at. */
  steps: number;
  /** The step to start from, when training goes on from a checkpoint. Default 0. */
  from?: number;
  /** Scales gradients down whose common length is above this. Default: never. */
  globalClipNorm?: number;
  /**
   * Processes that share each batch, this one included. They start in two seconds and pay for large batches: on two
   * cores, 100 texts of 250 words take about two thirds of the time; 24 texts take as long as with one. Default 1.
   */
  workers?: number;
  /** Steps between two measurements: only then are numbers read back from the backend. Default 50. */
  logEvery?: number;
  /** Called with each measurement, and awaited: the place to write summaries and draw curves. */
  onMetrics?: (metrics: StepMetrics) => void | Promise<void>;
  /**
   * Called after each step with the number of steps done, and awaited: the place to save checkpoints. Training is over, too,
   * where it returns `stop`.
   */
  onStep?: (done: number) => StepVerdict | Promise<StepVerdict>;
  progress?: Progress;
  /** Stops training between two steps; in a notebook the cell's stop button does so by itself. */
  signal?: AbortSignal;
}

/**
 * Trains a classifier by minimising the cross-entropy of its logits and what its regularisers add, and returns what was
 * measured. The model is changed in place; when training is stopped it stands as after the last full step. The same
 * seeds give the same result on the same backend.
 *
 * @throws the signal's reason when training is stopped; when the loss is no longer a number; when another process of
 *   training ends
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

/** Makes one step down the gradient of a batch, and returns what it said of the model before, if that is asked for. */
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
