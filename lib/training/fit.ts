import { trainingBatches } from '../batches/batches';
import type { Examples } from '../batches/examples';
import { type Evaluation, evaluate } from '../evaluation/evaluate';
import type { StepMetrics } from '../evaluation/metrics';
import { requireOutputs } from '../evaluation/require-outputs';
import { bestEvaluation, type StoppingRule, stopAfter } from './early-stopping';
import { requireNotDiverged } from './loop';
import { type TrainOptions, train } from './train';
import { requireUsableWeights, setWeightArrays, weightArrays } from './weights';

/** Options of `fit`. */
export interface FitOptions extends Omit<TrainOptions, 'batches' | 'steps' | 'from' | 'onStep'> {
  /** The training set. */
  train: Examples;
  /** The validation set. It is evaluated without dropout. Empty: no evaluation. */
  validation: Examples;
  /** Reviews in a batch. */
  batchSize: number;
  /** The seed of the order of the examples. */
  seed: number;
  /** The number of epochs. */
  epochs?: number;
  /** The number of steps, instead of `epochs`. */
  steps?: number;
  /**
   * The step after which this call ends, with an evaluation. The next one can resume. Default: the
   * last step.
   */
  until?: number;
  /** Steps between evaluations on the validation set. Default: one epoch. */
  validateEvery?: number;
  /** Rows are padded to this length. Default: to the longest review of each batch. */
  paddedLength?: number;
  /**
   * Early stopping: the number of evaluations without a lower loss, or another rule. Default: no
   * early stopping.
   */
  patience?: number | StoppingRule;
  /** Whether the model ends with the weights of its best evaluation. Default true. */
  restoreBest?: boolean;
  /** Called after each step, and awaited. */
  onStep?: (done: number) => void | Promise<void>;
  /** Called after each evaluation, and awaited. Save a checkpoint here, with `progress`. */
  onValidation?: (event: ValidationEvent) => void | Promise<void>;
  /** The last `progress` of an earlier run, to resume it with its model and its optimizer. */
  resume?: FitProgress;
}

/** The state of a run. */
export interface FitProgress {
  /** Steps done. Default: those of the last evaluation. */
  step?: number;
  /** The metrics of each evaluation; `step` counts the steps done. */
  validationHistory: StepMetrics[];
  /** The model's weights at the evaluation with the lowest loss. */
  best?: Float32Array[];
}

/** An evaluation on the validation set. */
export interface ValidationEvent {
  /** Steps done. */
  step: number;
  /** The number of the evaluation, from 1. By default, this is the epoch. */
  epoch: number;
  /** Absent if the validation set is empty. */
  evaluation?: Evaluation;
  /** Whether the loss is the lowest so far. */
  best: boolean;
  progress: FitProgress;
}

/** What `fit` returns. */
export interface FitResult {
  /** The metrics of training batches. */
  trainingHistory: StepMetrics[];
  /** The metrics of each evaluation on the validation set. */
  validationHistory: StepMetrics[];
  /** The number of the best evaluation, from 1. By default, this is the best epoch. */
  best: number;
  /** Whether early stopping ended the training. */
  stoppedEarly: boolean;
}

/**
 * Trains a model in batches of similar length, and evaluates it on the validation set after every
 * epoch. The model ends with the weights of the lowest validation loss. The same seeds give the
 * same result, also for a run that was stopped and resumed.
 *
 * @throws RangeError without `epochs` or `steps`; DivergedError when the loss on the validation set,
 *   or a weight, is NaN, infinite or absurdly large; and like `train`
 *
 * @example
 * ```ts
 * import { adam, type Examples, embedding, fit } from 'sentiment-lab';
 * import { meanOverTime, ready, tf } from 'sentiment-lab';
 *
 * await ready();
 * const examples: Examples = {
 *   ids: [[2, 3], [2, 4, 3], [2, 5], [2, 6, 5]].map((ids) => Int32Array.from(ids)),
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
 *   validation: examples, // usually other reviews: see `split`
 *   batchSize: 2,
 *   epochs: 10,
 *   seed: 1,
 * });
 * validationHistory[best - 1]?.accuracy; // => 1
 * ```
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { model, train: trainingSet, validation: validationSet, batchSize, seed, signal } = options;
  const { paddedLength, patience, restoreBest = true, onStep, onValidation } = options;
  const perEpoch = Math.ceil(trainingSet.ids.length / batchSize);
  requireOutputs(model, trainingSet.classes);
  if (perEpoch === 0) throw new RangeError('fit needs a training set: it has no examples');
  const steps = options.steps ?? stepsOf(options.epochs, perEpoch);
  if (!(steps > 0)) throw new RangeError('fit needs epochs or steps, at least 1');
  const every = options.validateEvery ?? perEpoch;
  const until = Math.min(options.until ?? steps, steps);
  const shouldStop = typeof patience === 'number' ? stopAfter(patience) : patience;
  const trainingHistory: StepMetrics[] = [];
  const validationHistory = [...(options.resume?.validationHistory ?? [])];
  const from = options.resume?.step ?? validationHistory.at(-1)?.step ?? 0;
  let best = options.resume?.best;
  let stoppedEarly = false;

  const validate = async (step: number) => {
    let evaluation: Evaluation | undefined;
    let isBest = false;
    requireUsableWeights(model, step);
    if (validationSet.ids.length > 0) {
      evaluation = await evaluate(model, validationSet, { paddedLength, signal });
      const { loss, accuracy } = evaluation;
      requireNotDiverged({ step, loss });
      isBest = validationHistory.every((before) => before.loss > loss);
      validationHistory.push({ step, loss, accuracy });
      if (isBest && restoreBest) best = weightArrays(model);
    }
    const epoch = validationHistory.length;
    const progress = { step, validationHistory: [...validationHistory], best };
    await onValidation?.({ step, epoch, evaluation, best: isBest, progress });
  };

  const isDue = from > 0 && from % every === 0 && validationHistory.at(-1)?.step !== from;
  // The earlier run may have been stopped before an evaluation that was due.
  if (isDue && validationSet.ids.length > 0) await validate(from);
  // It may also have been stopped after its last evaluation, which early stopping had made the last.
  const isEvaluated = from > 0 && from < steps && validationHistory.at(-1)?.step === from;
  stoppedEarly = isEvaluated && (shouldStop?.(validationHistory) ?? false);
  if (!stoppedEarly && from < until)
    await train({
      ...options,
      progress: (done, total, note) => options.progress?.(done, Math.min(total, until - from), note),
      batches: trainingBatches(trainingSet, { batchSize, seed, from, paddedLength }),
      from,
      steps,
      async onMetrics(metrics) {
        trainingHistory.push(metrics);
        await options.onMetrics?.(metrics);
      },
      async onStep(step) {
        await onStep?.(step);
        if (step % every !== 0 && step !== until) return;
        await validate(step);
        stoppedEarly = step !== steps && (shouldStop?.(validationHistory) ?? false);
        return stoppedEarly || step === until ? 'stop' : undefined;
      },
    });
  if (best && restoreBest) setWeightArrays(model, best);
  return { trainingHistory, validationHistory, best: bestEvaluation(validationHistory), stoppedEarly };
}

/** Returns the steps of some epochs, which need not be a whole number: at least 1. */
function stepsOf(epochs = Number.NaN, perEpoch: number): number {
  return epochs > 0 ? Math.max(1, Math.round(epochs * perEpoch)) : Number.NaN;
}
