/**
 * Learning rates that follow from the number of steps done before. Any function does, for example
 * `(step) => step < 1000 ? 0.01 : 0.001`.
 */

export interface WarmUpThenLinearConfig {
  /** The highest rate. */
  peak: number;
  /** Steps in which the rate rises from 0 to the peak. */
  warmUp: number;
  /** The step from which it falls. Default: the end of the warm-up. */
  flatUntil?: number;
  /** The step at which it has fallen to `end`. */
  steps: number;
  /** What it ends with. Default 0. */
  end?: number;
}

/** Returns a rate that rises to its peak, may stay there, falls in a straight line, and stays at its end. */
export function warmUpThenLinear({
  peak,
  warmUp,
  flatUntil = warmUp,
  steps,
  end = 0,
}: WarmUpThenLinearConfig): (step: number) => number {
  if (!(0 <= warmUp && warmUp <= flatUntil && flatUntil < steps))
    throw new RangeError(
      `a rate that rises for ${warmUp} steps, falls from ${flatUntil} and ends at ${steps}`,
    );
  return (step) => {
    if (step < warmUp) return (peak * (step + 1)) / warmUp;
    const fallen = Math.min(1, Math.max(0, (step - flatUntil) / (steps - flatUntil)));
    return peak + (end - peak) * fallen;
  };
}

/** Returns a rate that is multiplied by `factor` over every `every` steps, little by little. */
export function exponentialDecay(start: number, factor: number, every: number): (step: number) => number {
  return (step) => start * factor ** (step / every);
}
