import { dot } from '../dot';
import { pause } from '../interrupt';

/**
 * A function to minimize. Returns its value at `x`, and writes its gradient at `x` into
 * `gradient`.
 */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Options of `lBfgs`. */
export interface LBfgsOptions {
  /** Minimization ends when the largest absolute entry of the gradient is at most this. */
  tolerance: number;
  /** Default: 1000. */
  maxIterations?: number;
  /** Number of earlier steps that the curvature is estimated from. Default: 10. */
  historySize?: number;
  /**
   * Called after each iteration, and awaited. `largest` is the largest absolute entry of the
   * gradient.
   */
  onIteration?: (iteration: number, value: number, largest: number) => void | Promise<void>;
  signal?: AbortSignal;
}

/** A point, with the function's value and gradient there. */
interface Point {
  x: Float64Array;
  value: number;
  gradient: Float64Array;
}

/** The point where a minimization ended. */
export interface Minimum extends Point {
  iterations: number;
  /**
   * Whether the gradient reached the tolerance. If not, the iterations or the digits of a float64
   * ran out.
   */
  converged: boolean;
}

/** What an earlier step says about the curvature. */
interface Correction {
  /** The step. */
  s: Float64Array;
  /** The change of the gradient. */
  y: Float64Array;
  /** 1 / yᵀs */
  rho: number;
}

/**
 * Returns the minimum of a smooth function, found with L-BFGS (Liu & Nocedal 1989; Nocedal &
 * Wright, Numerical Optimization, 2006, Algorithm 7.5). Each step satisfies the strong Wolfe
 * conditions.
 *
 * @throws when the function is not a number at `start`, or `signal` aborts.
 */
export async function lBfgs(
  objective: Objective,
  start: Float64Array,
  { tolerance, maxIterations = 1000, historySize = 10, onIteration, signal }: LBfgsOptions,
): Promise<Minimum> {
  const gradient = new Float64Array(start.length);
  let point: Point = { x: start.slice(), value: 0, gradient };
  point.value = objective(point.x, gradient);
  if (Number.isNaN(point.value)) throw new Error('the function to minimize is not a number at the start');
  if (!Number.isFinite(dot(gradient, gradient)))
    throw new RangeError('the gradient at the start is too large for float64: use a smaller c');
  let corrections: Correction[] = [];
  for (let iterations = 0; ; iterations++) {
    if (largest(point.gradient) <= tolerance) return { ...point, iterations, converged: true };
    if (iterations === maxIterations) return { ...point, iterations, converged: false };
    await pause(signal);
    const direction = descentDirection(point.gradient, corrections);
    const firstStep = corrections.length > 0 ? 1 : 1 / Math.sqrt(dot(point.gradient, point.gradient));
    const next = wolfeStep(objective, point, direction, firstStep);
    if (!next && corrections.length === 0) return { ...point, iterations, converged: false };
    if (next) {
      corrections = [...corrections, correctionOf(point, next)].slice(-historySize);
      point = next;
    } else corrections = []; // start again in the direction of steepest descent
    await onIteration?.(iterations + 1, point.value, largest(point.gradient));
  }
}

function correctionOf(from: Point, to: Point): Correction {
  const [s, y] = [to.x.slice(), to.gradient.slice()];
  axpy(-1, from.x, s);
  axpy(-1, from.gradient, y);
  return { s, y, rho: 1 / dot(y, s) }; // the Wolfe conditions make yᵀs positive
}

/** Returns -H g, where H estimates the inverse Hessian: the two-loop recursion, Algorithm 7.4. */
function descentDirection(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const r = gradient.slice();
  const alphas = new Float64Array(corrections.length);
  for (let i = corrections.length - 1; i >= 0; i--) {
    const { s, y, rho } = corrections[i]!;
    alphas[i] = rho * dot(s, r);
    axpy(-alphas[i]!, y, r);
  }
  const last = corrections.at(-1);
  const gamma = last ? 1 / (last.rho * dot(last.y, last.y)) : 1; // equation 7.20
  for (let n = 0; n < r.length; n++) r[n]! *= gamma;
  for (const [i, { s, y, rho }] of corrections.entries()) axpy(alphas[i]! - rho * dot(y, r), s, r);
  for (let n = 0; n < r.length; n++) r[n] = -r[n]!;
  return r;
}

/** The constants c1 (sufficient decrease) and c2 (curvature) of the Wolfe conditions. */
const [C1, C2] = [1e-4, 0.9];
/** Each trial shrinks the bracket, as a rule to half. Below 2^-40 of a step, rounding decides. */
const MAX_TRIALS = 40;

/** A step length, with the function's value and slope at its end. */
interface Trial {
  step: number;
  value: number;
  slope: number;
}

/**
 * Returns a point in a descent direction where the strong Wolfe conditions hold (Nocedal & Wright
 * 2006, equation 3.7),
 *
 *     f(x + a d) <= f(x) + c1 a f'(x)ᵀd   and   |f'(x + a d)ᵀd| <= c2 |f'(x)ᵀd|
 *
 * found by Algorithms 3.5 and 3.6 in one loop: the step grows until it brackets such a point
 * (`high` is defined), then the bracket shrinks. Returns undefined where rounding hides such a
 * point.
 */
function wolfeStep(
  objective: Objective,
  from: Point,
  direction: Float64Array,
  firstStep: number,
): Point | undefined {
  const start: Trial = { step: 0, value: from.value, slope: dot(from.gradient, direction) };
  if (!(start.slope < 0)) return undefined;
  let low = start; // the best trial so far with a sufficient decrease
  let high: Trial | undefined;
  let step = firstStep;
  for (let n = 0; n < MAX_TRIALS; n++) {
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
    step = high ? interpolate(low, high) : 2 * step;
  }
  return undefined;
}

/**
 * Returns the step at the minimum of the parabola through both values and the slope at `low`; the
 * middle of the bracket where that is close to one of its ends.
 */
function interpolate(low: Trial, high: Trial): number {
  const width = high.step - low.step;
  const bend = high.value - low.value - low.slope * width;
  const share = bend > 0 ? (-low.slope * width) / (2 * bend) : 0.5;
  return low.step + width * (share > 0.1 && share < 0.9 ? share : 0.5);
}

/** Adds `factor` times `x` to `y`. */
function axpy(factor: number, x: Float64Array, y: Float64Array): void {
  for (let n = 0; n < y.length; n++) y[n]! += factor * x[n]!;
}

/** Returns the largest absolute value of an entry. */
function largest(x: Float64Array): number {
  let most = 0;
  for (let n = 0; n < x.length; n++) most = Math.max(most, Math.abs(x[n]!));
  return most;
}
