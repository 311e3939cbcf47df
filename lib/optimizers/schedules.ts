/**
 * Learning-rate schedules: functions from the number of completed steps to the learning rate. You
 * can write your own, for example `(step) => step < 1000 ? 0.01 : 0.001`.
 */

export interface WarmUpThenLinearConfig {
  /** The highest learning rate. */
  peak: number;
  /** Steps in which the learning rate rises linearly to the peak. */
  warmUp: number;
  /** The step from which it falls linearly. Default: the end of the warm-up. */
  flatUntil?: number;
  /** The step at which it reaches `end`. */
  steps: number;
  /** The final learning rate. Default 0. */
  end?: number;
}

/**
 * Returns a schedule that rises linearly to its peak, stays there until `flatUntil`, falls
 * linearly to `end`, and stays there.
 *
 * @throws RangeError unless 0 <= warmUp <= flatUntil < steps
 */
export function warmUpThenLinear({
  peak,
  warmUp,
  flatUntil = warmUp,
  steps,
  end = 0,
}: WarmUpThenLinearConfig): (step: number) => number {
  if (!(0 <= warmUp && warmUp <= flatUntil && flatUntil < steps))
    throw new RangeError(
      `warmUpThenLinear rises for ${warmUp} steps, falls from ${flatUntil} and ends at ${steps}: ` +
        'use 0 <= warmUp <= flatUntil < steps',
    );
  return (step) => {
    if (step < warmUp) return (peak * (step + 1)) / warmUp;
    const fallen = Math.min(1, Math.max(0, (step - flatUntil) / (steps - flatUntil)));
    return peak + (end - peak) * fallen;
  };
}

/** Returns the schedule `start * factor ** (step / every)`, as Keras' `ExponentialDecay`. */
export function exponentialDecay(start: number, factor: number, every: number): (step: number) => number {
  return (step) => start * factor ** (step / every);
}
