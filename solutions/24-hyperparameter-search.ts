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
  // HINT If you sample uniformly between 0.0001 and 0.1, how often is the rate below 0.01?
  // HINT Section "The learning rate" of notebook 11 tries rates from 0.00003 to 0.1. 0.0001 is 10
  //      to the power of -4, and 0.1 is 10 to the power of -1.
  // HINT Sample the exponent uniformly, from -4 to -1, and compute `10 ** exponent`. For the
  //      units, `Math.floor(random() * 4)` is an index of UNITS.
  // BEGIN SOLUTION sampleHyperparameters
  const exponent = -4 + 3 * random();
  return { learningRate: 10 ** exponent, units: UNITS[Math.floor(random() * UNITS.length)]! };
  // END SOLUTION
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
  // HINT Of twenty networks that are all equally good, one has the highest test accuracy by
  //      chance. Would you believe that accuracy?
  // HINT Section "The validation set" of notebook 11 says which reviews the tutorial chooses by,
  //      and what is wrong with that.
  // HINT A loop that samples and pushes `{ ...hyperparameters, validationAccuracy:
  //      validate(hyperparameters) }`. After it, find the trial with the highest
  //      validationAccuracy, and call test(best), once.
  // BEGIN SOLUTION randomSearch
  const trials = Array.from({ length: count }, (): Trial => {
    const hyperparameters = sampleHyperparameters(random);
    return { ...hyperparameters, validationAccuracy: validate(hyperparameters) };
  });
  const best = trials.reduce((best, trial) =>
    trial.validationAccuracy > best.validationAccuracy ? trial : best,
  );
  return { trials, best, testAccuracy: test(best) };
  // END SOLUTION
}
