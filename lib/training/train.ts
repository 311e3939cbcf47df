import { tf } from '../backend';
import type { Batch } from '../batches/batches';
import type { StepMetrics } from '../evaluation/metrics';
import type { Adversarial } from './adversarial';
import { gradientStep } from './gradient-step';
import {
  batchGradients,
  supportsSparseUpdates,
  type TrainableModel,
  tokenIdsOf,
  trainableModel,
} from './gradients';
import { type LoopOptions, trainingLoop } from './loop';
import { startWorkerPool, type WorkerPool } from './workers/pool';

/** Options of `train`. */
export interface TrainOptions extends LoopOptions<StepMetrics> {
  /**
   * From token ids `[batch, time]` to logits `[batch, classes]`, or `[batch, 1]` for two classes.
   * In training an ensemble gives `[batch, members, classes]` (`averageOfLogits`).
   */
  model: tf.LayersModel;
  /** The batches. `train` disposes them. */
  batches: Iterator<Batch>;
  /** Embeddings get sparse updates if the optimizer supports them. */
  optimizer: tf.Optimizer;
  /** Clips gradients to this global norm (`clipByGlobalNorm`). Default: no clipping. */
  globalClipNorm?: number;
  /**
   * The weight of each class in the loss, `[classes]`: `balancedWeights` makes rare classes count
   * as much as frequent ones. Default: 1.
   */
  classWeights?: readonly number[];
  /** Adversarial training, which takes twice the time. Default: none. */
  adversarial?: Adversarial;
  /**
   * Data-parallel workers that share each batch, this process included. They start in two seconds
   * and pay off for large batches: on two cores, 100 reviews of 250 tokens take about two thirds
   * of the time, 24 reviews as long as with one worker. Default 1.
   */
  workers?: number;
  /** Steps between two metrics. Default 50. */
  logEvery?: number;
}

/**
 * Trains a classifier: minimizes the cross-entropy of its logits plus its regularization losses.
 * Returns the metrics of the first step, every `logEvery` steps and the last step, on their
 * training batches. The model is changed in place. When training is stopped, it has the weights of
 * the last completed step. Equal seeds give equal results on the same backend.
 *
 * @throws the signal's reason when training is stopped; DivergedError when the loss is NaN, infinite
 *   or absurdly large; when batches run out; when a worker process ends; RangeError for a number of
 *   workers that is not 1 or more
 */
export async function train(options: TrainOptions): Promise<StepMetrics[]> {
  const { model, optimizer, workers = 1 } = options;
  if (!Number.isInteger(workers) || workers < 1) throw new RangeError(`${workers} workers: use 1 or more`);
  const trainable = trainableModel(model, supportsSparseUpdates(optimizer), options);
  if (workers === 1) return runSteps(options, trainable);
  const pool = await startWorkerPool(trainable, workers);
  return runSteps(options, trainable, pool).finally(pool.close);
}

async function runSteps(
  options: TrainOptions,
  trainable: TrainableModel,
  pool?: WorkerPool,
): Promise<StepMetrics[]> {
  const { batches, steps, logEvery = 50 } = options;
  return trainingLoop(options, async (step) => {
    const batch = batches.next().value as Batch | undefined;
    if (!batch) throw new Error(`there were no more batches after ${step} of ${steps} steps`);
    const withMetrics = step % logEvery === 0 || step === steps - 1;
    const metrics = await trainStep(options, trainable, batch, withMetrics, pool).finally(() =>
      tf.dispose([batch.ids, batch.labels, batch.targets ?? []]),
    );
    return metrics && { step, ...metrics };
  });
}

/** Makes one step. Returns the metrics of the batch before the step if they are requested. */
async function trainStep(
  { optimizer, globalClipNorm }: TrainOptions,
  trainable: TrainableModel,
  batch: Batch,
  withMetrics: boolean,
  pool?: WorkerPool,
): Promise<Omit<StepMetrics, 'step'> | undefined> {
  const { variables, embeddings } = trainable;
  const ids = embeddings.length > 0 ? tokenIdsOf(trainable, batch) : new Int32Array();
  const lookups = embeddings.map((layer) => ({ layer, ids }));
  const { loss, accuracy } = await gradientStep({ optimizer, variables, lookups, globalClipNorm }, (rows) =>
    pool ? pool.gradients(rows, batch, withMetrics) : batchGradients(trainable, rows, batch, withMetrics),
  );
  const metrics = withMetrics ? { loss: loss.dataSync()[0]!, accuracy: accuracy!.dataSync()[0]! } : undefined;
  tf.dispose([loss, accuracy ?? []]);
  return metrics;
}
