/** What is to be chosen before training. */
export interface Settings {
  /** How far a step goes, 0.0001 to 0.1. */
  learningRate: number;
  /** How many units the LSTM has, one of `UNITS`. */
  units: number;
}

export const UNITS = [32, 64, 128, 256];

/**
 * Draws settings at random (Bergstra and Bengio 2012). Each of `UNITS` is equally likely. What counts for a learning
 * rate is its order of magnitude: rates from 0.0001 to 0.001 shall come as often as those from 0.001 to 0.01 and those
 * from 0.01 to 0.1.
 *
 * @param random returns numbers from 0 up to, not including, 1
 */
export function drawSettings(random: () => number): Settings {
  throw new Error('not written yet: drawSettings');
}

/** Settings that were tried. */
export interface Trial extends Settings {
  /** On the reviews that were held out to choose by. */
  heldOutAccuracy: number;
}

/** What a search found. */
export interface Found {
  /** All that were tried, in order. */
  trials: Trial[];
  /** The one with the highest held-out accuracy; of several as good the first. */
  best: Trial;
  /** The accuracy of the best one on the test reviews. */
  testAccuracy: number;
}

/** Trains a network with these settings, and returns its accuracy on some reviews. */
export type Measure = (settings: Settings) => number;

/**
 * Tries settings drawn at random, each drawn anew, and says how good the best of them is. The best is chosen by the
 * held-out reviews. The test reviews are asked once, at the very end, for the settings that were chosen: whoever looks
 * at them more often chooses by them, and then they are no test any more.
 *
 * @param count how many settings are tried, at least 1
 * @param heldOut measures settings on the held-out reviews; ask it once for each settings
 * @param test measures settings on the test reviews
 */
export function search(count: number, random: () => number, heldOut: Measure, test: Measure): Found {
  throw new Error('not written yet: search');
}
