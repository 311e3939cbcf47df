/** Compares the trials of a study that were trained in full. */
import { isSignificant } from '../../lib/evaluation/compare';
import { mean } from '../../lib/mean';
import { completeResults, lossAt, type Trial } from './search';
import type { Study } from './study';
import type { TrainedResult } from './trial-result';

/** A trial that was trained in full, compared with the best one. */
export interface RankedTrial {
  trial: Trial;
  /** The mean over the seeds of the lowest validation loss, in nats, and of the accuracy then. */
  loss: number;
  accuracy: number;
  results: readonly TrainedResult[];
  /** Its loss minus that of the best trial, with its standard error. Absent for the best trial. */
  behind?: { difference: number; standardError: number };
  /** Whether it may be as good as the best one: `behind` is not significant. */
  isTied: boolean;
}

/**
 * Returns the trials that were trained in full, the lowest validation loss first. All have the same
 * validation examples, so losses are compared example by example (a paired comparison). With
 * several seeds, the variance between seeds is added.
 */
export function rankTrials(study: Study, trials: readonly Trial[]): RankedTrial[] {
  const complete = trials.flatMap((trial) => {
    const results = completeResults(trial, study);
    return results ? [{ trial, results, loss: lossAt(trial, study.rungs - 1) }] : [];
  });
  const sorted = complete.sort((a, b) => a.loss - b.loss || a.trial.number - b.trial.number);
  const [best] = sorted;
  return sorted.map(({ trial, results, loss }) => {
    const accuracy = mean(results.map((result) => result.accuracy));
    const of = { trial, results, loss, accuracy };
    if (trial === best!.trial) return { ...of, isTied: true };
    const standardError = errorOfDifference(results, best!.results);
    const behind = { difference: loss - best!.loss, standardError };
    return { ...of, behind, isTied: !isSignificant(behind) };
  });
}

/** Returns the standard error of the difference of two mean losses on the same examples. */
function errorOfDifference(some: readonly TrainedResult[], others: readonly TrainedResult[]): number {
  const [first, second] = [exampleLosses(some), exampleLosses(others)];
  const differences = first.map((loss, at) => loss - second[at]!);
  const bySeed = [some, others].map((results) => variance(results.map(({ loss }) => loss)) / results.length);
  return Math.sqrt(variance(differences) / differences.length + bySeed[0]! + bySeed[1]!);
}

/** Returns the loss of each validation example, on average over the seeds. */
function exampleLosses(results: readonly TrainedResult[]): number[] {
  return results[0]!.examples!.losses.map((_, at) =>
    mean(results.map(({ examples }) => examples!.losses[at]!)),
  );
}

/** Returns the unbiased variance; 0 for a single value. */
function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}
