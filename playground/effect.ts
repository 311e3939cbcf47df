/** The effect of a word: what changes if the text lacks it. */

/**
 * Returns how much lower the log-odds of a class are without a word. Unlike a probability, log-odds
 * do not saturate: the effects of words show in a text that is clearly negative, too.
 *
 * @param whole the class's probability for the whole text
 * @param without that for the text without the word
 */
export function logOddsEffect(whole: number, without: number): number {
  return logOdds(whole) - logOdds(without);
}

function logOdds(probability: number): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(bounded / (1 - bounded));
}

/** An effect of this size has the full color: the odds change by a factor of 7. */
const FULL = 2;

/** A color: which of the two, and how strong, 0 to 1. */
export interface EffectColor {
  side: 'up' | 'down';
  strength: number;
}

/** Returns the color of an effect. Small ones have none. */
export function effectColor(effect: number): EffectColor {
  const strength = Math.min(1, Math.abs(effect) / FULL);
  return { side: effect >= 0 ? 'up' : 'down', strength: strength < 0.04 ? 0 : strength };
}
