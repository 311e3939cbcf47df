import { pause } from '../interrupt';
import { axpy, dot, largest } from './vectors';
import { type Objective, type Point, wolfeStep } from './wolfe-step';

/** Options of `lBfgs`. */
export interface LBfgsOptions {
  /** It is over when no entry of the gradient is further from 0. */
  tolerance: number;
  /** Default 1000. */
  maxIterations?: number;
  /** From how many earlier steps the curvature is guessed. Default 10. */
  historySize?: number;
  /** Called after each iteration, and awaited; `largest` is the entry of the gradient that is furthest from 0. */
  onIteration?: (iteration: number, value: number, largest: number) => void | Promise<void>;
  signal?: AbortSignal;
}

/** Where a minimisation ended. */
export interface Minimum extends Point {
  iterations: number;
  /** Whether the gradient is as small as was asked for; else it ran out of iterations, or of digits. */
  converged: boolean;
}

/** What an earlier step says of the curvature. */
interface Correction {
  /** How far it went. */
  s: Float64Array;
  /** By how much the gradient changed. */
  y: Float64Array;
  /** 1 / yᵀs */
  rho: number;
}

/**
 * Minimises a smooth function with L-BFGS (Liu & Nocedal 1989; Nocedal & Wright, Numerical Optimization, 2006, Algorithm 7.5):
 * each step goes where the gradient and the last few steps say that the minimum is, and as far as the strong
 * Wolfe conditions ask.
 *
 * @throws when it is stopped; when the function is not a number at `start`
 */
export async function lBfgs(
  objective: Objective,
  start: Float64Array,
  { tolerance, maxIterations = 1000, historySize = 10, onIteration, signal }: LBfgsOptions,
): Promise<Minimum> {
  const gradient = new Float64Array(start.length);
  let point: Point = { x: start.slice(), value: 0, gradient };
  point.value = objective(point.x, gradient);
  if (Number.isNaN(point.value)) throw new Error('the function to minimise is not a number at the start');
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

/** Returns -H g, H being the inverse curvature as the corrections guess it: the two-loop recursion, Algorithm 7.4. */
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
