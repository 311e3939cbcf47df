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
  // HINT If you draw evenly between 0.0001 and 0.1, how often is the rate below 0.01?
  // HINT Section "The learning rate" of notebook 11 tries rates from 0.00003 to 0.1. 0.0001 is 10 to the power of -4,
  //      and 0.1 is 10 to the power of -1.
  // HINT Draw the exponent evenly, from -4 to -1, and take `10 ** exponent`. For the units, `Math.floor(random() * 4)` is a
  //      place in UNITS.
  // BEGIN SOLUTION drawSettings
  const exponent = -4 + 3 * random();
  return { learningRate: 10 ** exponent, units: UNITS[Math.floor(random() * UNITS.length)]! };
  // END SOLUTION
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
  // HINT Of twenty networks that are all equally good, one scores highest on the test reviews by chance. Would you
  //      believe its accuracy?
  // HINT Section "By which reviews?" of notebook 11 says which reviews the tutorial watches to choose by, and what is
  //      wrong with that.
  // HINT A loop that draws settings and pushes `{ ...settings, heldOutAccuracy: heldOut(settings) }`; after it the trial
  //      with the greatest heldOutAccuracy; and test(best), once.
  // BEGIN SOLUTION search
  const trials = Array.from({ length: count }, (): Trial => {
    const settings = drawSettings(random);
    return { ...settings, heldOutAccuracy: heldOut(settings) };
  });
  const best = trials.reduce((best, trial) => (trial.heldOutAccuracy > best.heldOutAccuracy ? trial : best));
  return { trials, best, testAccuracy: test(best) };
  // END SOLUTION
}
