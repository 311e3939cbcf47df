import { cellSignal, pause } from '../interrupt';
import type { Progress } from '../progress';
import { withoutResizeSignals } from '../signals';

/** The return value of `onStep`: `stop` ends training. */
// biome-ignore lint/suspicious/noConfusingVoidType: most callbacks return nothing
export type StepVerdict = void | 'stop';

/** Options of `trainingLoop`. */
export interface LoopOptions<Metrics> {
  /** The step to stop before, counted from 0. */
  steps: number;
  /** The first step, if training resumes from a checkpoint. Default 0. */
  from?: number;
  /** Called with the metrics and awaited. Write summaries and draw curves here. */
  onMetrics?: (metrics: Metrics) => void | Promise<void>;
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
 * The loop of classifiers and language models: makes one training step after the other. Returns
 * all metrics.
 *
 * @param makeStep makes the step of that number, from 0, and returns metrics if they are due
 * @throws the signal's reason when training is stopped; DivergedError (`requireNotDiverged`); what
 *   `makeStep` throws
 */
export async function trainingLoop<Metrics extends { step: number; loss: number }>(
  { steps, from = 0, onMetrics, onStep, progress, signal = cellSignal() }: LoopOptions<Metrics>,
  makeStep: (step: number) => Promise<Metrics | undefined>,
): Promise<Metrics[]> {
  const history: Metrics[] = [];
  await withoutResizeSignals(async () => {
    for (let step = from; step < steps; step++) {
      await pause(signal);
      const metrics = await makeStep(step);
      if (metrics) {
        requireNotDiverged(metrics, history[0]?.loss);
        history.push(metrics);
        await onMetrics?.(metrics);
      }
      const last = history.at(-1);
      progress?.(step + 1 - from, steps - from, last && `loss ${last.loss.toFixed(3)}`);
      if ((await onStep?.(step + 1)) !== 'stop') continue;
      progress?.(step + 1 - from, step + 1 - from);
      break;
    }
  });
  return history;
}

/**
 * Training ended because a loss or a weight became NaN, infinite or absurdly large. The same
 * settings end the same way.
 */
export class DivergedError extends Error {
  override name = 'DivergedError';
}

/** A loss has diverged if it is this many times the first one, or 1 if that is more. */
const DIVERGED = 10_000;

/**
 * Checks a loss: a model that has diverged must not be saved. Keras' `TerminateOnNaN` finds NaN and
 * infinity only. But a backend may compute on with a loss of 1e30, where another one has NaN.
 *
 * @param first the first loss of the training. It may be large for its regularization. Default 1
 * @throws DivergedError when it is NaN, infinite, or above 10,000 times the first one, or 10,000 if
 *   that is more, and in any case above 1e8; with what to do
 */
export function requireNotDiverged({ step, loss }: { step: number; loss: number }, first = 1): void {
  const limit = DIVERGED * Math.min(Math.max(first, 1), DIVERGED);
  if (!Number.isFinite(loss) || loss > limit) throw new DivergedError(lossMessage(step, loss));
}

/** Before the first update, the learning rate cannot be the cause. */
function lossMessage(step: number, loss: number): string {
  const short = Number(loss.toPrecision(3));
  return step === 0
    ? `the loss is ${short} before the first update: the initial weights or the inputs are not finite, or too large`
    : `the loss is ${short} at step ${step}: lower the learning rate, or clip gradients`;
}
