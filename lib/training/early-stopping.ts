/** Early stopping: rules that end training before its last step. `fit` in `fit.ts` applies them. */
import type { StepMetrics } from '../evaluation/metrics';

/** Returns whether training stops, given the metrics of all evaluations on the validation set. */
export type StoppingRule = (history: readonly StepMetrics[]) => boolean;

/**
 * Returns the rule of Keras and PyTorch Lightning: stop after `patience` evaluations in a row
 * without improvement, that is, without the lowest loss so far (Prechelt 1998).
 */
export function stopAfter(patience: number): StoppingRule {
  return (history) => history.length - bestEvaluation(history) >= patience;
}

/**
 * Returns the number of the evaluation with the lowest loss, from 1, the first of equals. Without
 * evaluations, it is 0.
 */
export function bestEvaluation(history: readonly StepMetrics[]): number {
  const lossAt = (at: number) => history[at]?.loss ?? Number.POSITIVE_INFINITY;
  return 1 + history.reduce((best, { loss }, at) => (loss < lossAt(best) ? at : best), -1);
}

/**
 * Returns the rule of the Theano tutorial: stop after more than `patience` bad evaluations since
 * the one with the highest accuracy. An evaluation is bad if its accuracy is no higher than the
 * best of those at least `patience` evaluations earlier.
 */
export function theanoStopping(patience: number): StoppingRule {
  return (history) => {
    const errors = history.map(({ accuracy }) => 1 - accuracy);
    const lowest: number[] = []; // of the errors up to each
    for (const error of errors) lowest.push(Math.min(error, lowest.at(-1) ?? Infinity));
    const best = errors.lastIndexOf(lowest.at(-1) ?? 0);
    const isBad = (error: number, n: number) => n >= patience && error >= lowest[n - patience]!;
    return errors.filter((error, n) => n >= best && isBad(error, n)).length > patience;
  };
}
