import { trainingBatches } from '../batches/batches';
import type { Examples } from '../batches/examples';
import { evaluate } from '../evaluation/evaluate';
import type { StepMetrics } from '../evaluation/metrics';
import { type TrainOptions, train } from './train';
import { setWeightArrays, weightArrays } from './weights';

/** Options of `fit`. */
export interface FitOptions extends Omit<TrainOptions, 'batches' | 'steps' | 'from' | 'onStep'> {
  /** To train on. */
  train: Examples;
  /** To choose by: a part of the training texts that is not trained on. Measured with dropout off. */
  validation: Examples;
  batchSize: number;
  /** Decides the order of the examples. */
  seed: number;
  /** How many times the examples are read at most. */
  epochs: number;
  /** Stops when the held-out loss has not been at its lowest for so many epochs. Default: never. */
  patience?: number;
  /** Called after each epoch, and awaited: the place to save a checkpoint, whose `progress` makes the run go on. */
  onEpoch?: (epoch: Epoch) => void | Promise<void>;
  /** What an earlier run had come to, as `onEpoch` was given it; model and optimiser have to be that run's, too. */
  resume?: FitProgress;
}

/** How far a run has come. */
export interface FitProgress {
  /** What the held-out examples said after each epoch; `step` counts the steps done. */
  validationHistory: StepMetrics[];
  /** The weights of the epoch with the lowest held-out loss, in the model's order. */
  best?: Float32Array[];
}

/** How a run stands after an epoch. */
export interface Epoch extends StepMetrics {
  /** From 1. */
  epoch: number;
  /** Whether the held-out loss is the lowest so far. */
  best: boolean;
  progress: FitProgress;
}

/** What a run leaves behind; the model has the weights of its best epoch. */
export interface FitResult {
  /** What batches said while training. */
  trainingHistory: StepMetrics[];
  /** What the held-out examples said after each epoch. */
  validationHistory: StepMetrics[];
  /** The best epoch, from 1. */
  best: number;
  /** Whether it stopped because nothing got better any more. */
  stoppedEarly: boolean;
}

/**
 * Trains epoch by epoch in batches of similar length, and gives the model the weights of the epoch that did best on
 * held-out examples (early stopping, Prechelt 1998). The same seeds give the same result; a run that is resumed after an
 * epoch goes on as if it had never stopped.
 *
 * @throws as `train` does
 *
 * @example
 * ```ts
 * import { adam, type Examples, embedding, fit, meanOverTime, ready, tf } from 'sentiment-lab';
 *
 * await ready();
 * const examples: Examples = {
 *   ids: [Int32Array.of(2, 3), Int32Array.of(2, 4, 3), Int32Array.of(2, 5), Int32Array.of(2, 6, 5)],
 *   labels: Int32Array.of(0, 0, 1, 1),
 *   classes: ['positive', 'negative'],
 * };
 * const layers = [
 *   embedding({ inputDim: 7, outputDim: 8, seed: 1 }),
 *   meanOverTime(),
 *   tf.layers.dense({ units: 2 }),
 * ];
 * const { validationHistory, best } = await fit({
 *   model: tf.sequential({ layers }),
 *   optimizer: adam({ learningRate: 0.1 }),
 *   train: examples,
 *   validation: examples, // a real one has other reviews: see `split`
 *   batchSize: 2,
 *   epochs: 10,
 *   seed: 1,
 * });
 * validationHistory[best - 1]?.accuracy; // => 1
 * ```
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

/** Returns the epoch with the lowest loss, from 1, the first of several; 0 where there is none. */
function bestEpoch(history: readonly StepMetrics[]): number {
  return (
    1 + history.reduce((best, { loss }, at) => (loss < (history[best]?.loss ?? Infinity) ? at : best), -1)
  );
}
