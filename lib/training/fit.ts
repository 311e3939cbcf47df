import { trainingBatches } from '../batches/batches';
import type { Examples } from '../batches/examples';
import { evaluate } from '../evaluation/evaluate';
import type { StepMetrics } from '../evaluation/metrics';
import { type TrainOptions, train } from './train';
import { setWeightArrays, weightArrays } from './weights';

export interface FitOptions extends Omit<TrainOptions, 'batches' | 'steps' | 'from' | 'onStep'> {
  /** The training set. */
  train: Examples;
  /** The validation set, evaluated after each epoch with dropout off. */
  validation: Examples;
  /** Reviews per batch; the last one of an epoch may be smaller. */
  batchSize: number;
  /** Seed of the order of the batches. */
  seed: number;
  /** Maximum number of epochs. */
  epochs: number;
  /**
   * Early stopping: stops after this many epochs without a lower validation loss. Default: never.
   */
  patience?: number;
  /**
   * Called and awaited after each epoch. Save a checkpoint here; `progress` is needed to resume.
   */
  onEpoch?: (epoch: Epoch) => void | Promise<void>;
  /**
   * Resumes an earlier run from the `progress` that its `onEpoch` got. Model and optimizer must be
   * restored to the same epoch.
   */
  resume?: FitProgress;
}

/** The progress of a run. */
export interface FitProgress {
  /** Metrics on the validation set after each epoch; `step` is the number of completed steps. */
  validationHistory: StepMetrics[];
  /** The weights of the epoch with the lowest validation loss, in the model's order. */
  best?: Float32Array[];
}

/** The metrics on the validation set after an epoch, and the progress of the run. */
export interface Epoch extends StepMetrics {
  /** Number of the epoch, from 1. */
  epoch: number;
  /** Whether the validation loss is the lowest so far. */
  best: boolean;
  progress: FitProgress;
}

/** The result of a run. */
export interface FitResult {
  /** Metrics on training batches; a resumed run has those since it was resumed. */
  trainingHistory: StepMetrics[];
  /** Metrics on the validation set after each epoch. */
  validationHistory: StepMetrics[];
  /** The epoch with the lowest validation loss, from 1; 0 if there was no epoch. */
  best: number;
  /** Whether early stopping ended the run. */
  stoppedEarly: boolean;
}

/**
 * Trains a classifier for several epochs, in batches of reviews of similar length. Then it sets
 * the model to the weights of the epoch with the lowest validation loss (early stopping, Prechelt
 * 1998). Equal seeds give equal results. A run that is resumed after an epoch continues like an
 * uninterrupted one.
 *
 * @throws as `train` does
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const {
    model,
    train: trainingSet,
    validation: validationSet,
    batchSize,
    seed,
    epochs,
    patience = Number.POSITIVE_INFINITY,
  } = options;
  const { onEpoch, resume = { validationHistory: [] }, signal } = options;
  const perEpoch = Math.ceil(trainingSet.ids.length / batchSize);
  const validationHistory = [...resume.validationHistory];
  let best = resume.best;
  let stoppedEarly = false;
  const trainingHistory: StepMetrics[] = [];
  const from = validationHistory.length * perEpoch;
  const batches = trainingBatches(trainingSet, { batchSize, seed, from });
  await train({
    ...options,
    batches,
    from,
    steps: epochs * perEpoch,
    async onMetrics(metrics) {
      trainingHistory.push(metrics);
      await options.onMetrics?.(metrics);
    },
    async onStep(step) {
      if (step % perEpoch !== 0) return;
      const { loss, accuracy } = await evaluate(model, validationSet, { signal });
      const isBest = validationHistory.every((before) => before.loss > loss);
      validationHistory.push({ step, loss, accuracy });
      if (isBest) best = weightArrays(model);
      const progress = { validationHistory: [...validationHistory], best };
      await onEpoch?.({ step, loss, accuracy, epoch: validationHistory.length, best: isBest, progress });
      stoppedEarly =
        validationHistory.length - bestEpoch(validationHistory) >= patience &&
        validationHistory.length < epochs;
      return stoppedEarly ? 'stop' : undefined;
    },
  });
  if (best) setWeightArrays(model, best);
  return { trainingHistory, validationHistory, best: bestEpoch(validationHistory), stoppedEarly };
}

/** Returns the first epoch with the lowest loss, from 1; 0 for an empty history. */
function bestEpoch(history: readonly StepMetrics[]): number {
  return (
    1 + history.reduce((best, { loss }, at) => (loss < (history[best]?.loss ?? Infinity) ? at : best), -1)
  );
}
