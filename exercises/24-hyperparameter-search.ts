/** The values that are chosen before training. */
export interface Hyperparameters {
  /** The learning rate, 0.0001 to 0.1. */
  learningRate: number;
  /** How many units the LSTM has, one of `UNITS`. */
  units: number;
}

export const UNITS = [32, 64, 128, 256];

/**
 * Samples hyperparameters at random (Bergstra and Bengio 2012). Each of `UNITS` is equally likely.
 * The learning rate is log-uniform: rates from 0.0001 to 0.001 are as likely as those from 0.001
 * to 0.01 and those from 0.01 to 0.1.
 *
 * @param random returns numbers from 0 up to, not including, 1
 */
export function sampleHyperparameters(random: () => number): Hyperparameters {
  throw new Error('not written yet: sampleHyperparameters');
}

/** Hyperparameters that were tried. */
export interface Trial extends Hyperparameters {
  /** The accuracy on the validation set. */
  validationAccuracy: number;
}

/** The result of a search. */
export interface SearchResult {
  /** All trials, in order. */
  trials: Trial[];
  /** The trial with the highest validation accuracy; the first one if there are several. */
  best: Trial;
  /** The accuracy of the best trial on the test set. */
  testAccuracy: number;
}

/** Trains a network with these hyperparameters and returns its accuracy on some reviews. */
export type Evaluate = (hyperparameters: Hyperparameters) => number;

/**
 * Tries hyperparameters sampled at random, a new sample for each trial, and evaluates the best of
 * them. The best trial is chosen on the validation set. The test set is used once, at the very
 * end, for the chosen hyperparameters. If you use it more often, you choose by it, and then the
 * test accuracy is too optimistic.
 *
 * @param count the number of trials, at least 1
 * @param validate evaluates hyperparameters on the validation set; call it once per trial
 * @param test evaluates hyperparameters on the test set
 */
export function randomSearch(
  count: number,
  random: () => number,
  validate: Evaluate,
  test: Evaluate,
): SearchResult {
  throw new Error('not written yet: randomSearch');
}
