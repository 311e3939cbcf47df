import { axpy, dot } from './vectors';

/** A function to minimise: returns its value at `x`, and writes its gradient there into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** A place, with the function's value and gradient there. */
export interface Point {
  x: Float64Array;
  value: number;
  gradient: Float64Array;
}

/** How much of the descent that the slope promises a step has to bring, and how much of the slope it may leave. */
const [C1, C2] = [1e-4, 0.9];
/** Each try halves the interval at least; below 2^-40 of a step the function's last digits decide. */
const TRIES = 40;

/** A step's length, with the function's value and slope at its end. */
interface Trial {
  step: number;
  value: number;
  slope: number;
}

/**
 * Goes from a point in a direction of descent until the strong Wolfe conditions hold (Nocedal & Wright 2006, equation 3.7),
 *
 *     f(x + a d) <= f(x) + c1 a f'(x)ᵀd   and   |f'(x + a d)ᵀd| <= c2 |f'(x)ᵀd|
 *
 * by Algorithms 3.5 and 3.6 in one loop: the step grows until it brackets one that will do (`high` is known), then the
 * bracket shrinks. Returns nothing where rounding hides such a step.
 */
export function wolfeStep(
  objective: Objective,
  from: Point,
  direction: Float64Array,
  firstStep: number,
): Point | undefined {
  const start: Trial = { step: 0, value: from.value, slope: dot(from.gradient, direction) };
  if (!(start.slope < 0)) return undefined;
  let low = start; // the best so far that descends enough
  let high: Trial | undefined;
  let step = firstStep;
  for (let n = 0; n < TRIES; n++) {
    const x = from.x.slice();
    axpy(step, direction, x);
    const gradient = new Float64Array(x.length);
    const value = objective(x, gradient);
    const trial: Trial = { step, value, slope: dot(gradient, direction) };
    const tooHigh = !(value <= start.value + C1 * step * start.slope) || value >= low.value;
    if (tooHigh) high = trial;
    else {
      if (Math.abs(trial.slope) <= C2 * -start.slope) return { x, value, gradient };
      const ascends = trial.slope * (high ? high.step - low.step : 1) >= 0;
      if (ascends) high = low;
      low = trial;
    }
    step = high ? between(low, high) : 2 * step;
  }
  return undefined;
}

/** Returns where the parabola through both values and the slope at `low` is lowest, but not close to either end. */
function between(low: Trial, high: Trial): number {
  const width = high.step - low.step;
  const bend = high.value - low.value - low.slope * width;
  const share = bend > 0 ? (-low.slope * width) / (2 * bend) : 0.5;
  return low.step + width * (share > 0.1 && share < 0.9 ? share : 0.5);
}
