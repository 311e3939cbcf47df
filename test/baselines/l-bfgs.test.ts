import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lBfgs, type Objective } from '../../lib/baselines';

/** Rosenbrock's valley, 100 (y - x²)² + (1 - x)², with its minimum 0 at (1, 1). */
const rosenbrock: Objective = ([x = 0, y = 0], gradient) => {
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
  gradient[1] = 200 * (y - x * x);
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
};

describe('lBfgs', () => {
  it("the minimum of Rosenbrock's valley is found", async () => {
    const { x, value, gradient, iterations, converged } = await lBfgs(rosenbrock, Float64Array.of(-1.2, 1), {
      tolerance: 1e-10,
    });
    expect(converged).toBe(true);
    expect(x[0]).toBeCloseTo(1, 9);
    expect(x[1]).toBeCloseTo(1, 9);
    expect(value).toBeLessThan(1e-18);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThanOrEqual(1e-10);
    expect(iterations).toBeLessThan(60);
  });

  it('a convex quadratic is minimized from any start, and its value never rises', async () => {
    const number = fc.double({ min: -50, max: 50, noNaN: true });
    const quadratic = fc.array(fc.tuple(fc.double({ min: 0.01, max: 100, noNaN: true }), number, number), {
      minLength: 1,
      maxLength: 30,
    });
    const property = fc.asyncProperty(quadratic, async (axes) => {
      const objective: Objective = (x, gradient) =>
        axes.reduce((sum, [curvature, center], n) => {
          gradient[n] = curvature * (x[n]! - center);
          return sum + (curvature * (x[n]! - center) ** 2) / 2;
        }, 0);
      const start = Float64Array.from(axes, ([, , from]) => from);
      const values = [objective(start, new Float64Array(start.length))];
      const onIteration = (_: number, value: number) => void values.push(value);
      const { x, converged } = await lBfgs(objective, start, { tolerance: 1e-8, onIteration });
      expect(converged).toBe(true);
      for (const [n, [curvature, center]] of axes.entries())
        expect(Math.abs(x[n]! - center)).toBeLessThanOrEqual(1e-8 / curvature + 1e-12);
      expect(values).toEqual([...values].sort((a, b) => b - a));
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('the step grows along a long slope', async () => {
    const far: Objective = ([x = 0], gradient) => {
      gradient[0] = (x - 1e6) / Math.sqrt(1 + (x - 1e6) ** 2);
      return Math.sqrt(1 + (x - 1e6) ** 2);
    };
    const { x, iterations } = await lBfgs(far, Float64Array.of(0), { tolerance: 1e-6 });
    expect(x[0]).toBeCloseTo(1e6, 4);
    expect(iterations).toBeLessThan(20);
  });

  it('without convergence the result says so, and the start is not changed', async () => {
    const start = Float64Array.of(-1.2, 1);
    const short = await lBfgs(rosenbrock, start, { tolerance: 1e-10, maxIterations: 5 });
    expect(short).toMatchObject({ converged: false, iterations: 5 });
    expect([...start]).toEqual([-1.2, 1]);
    const atMinimum = await lBfgs(rosenbrock, Float64Array.of(1, 1), { tolerance: 1e-10 });
    expect(atMinimum).toMatchObject({ converged: true, iterations: 0 });
  });

  it('the search ends without convergence where rounding hides the descent', async () => {
    const flat: Objective = ([x = 0], gradient) => {
      gradient[0] = 1e-9 * x;
      return 1e9 + 5e-10 * x * x;
    };
    expect((await lBfgs(flat, Float64Array.of(1), { tolerance: 1e-30 })).converged).toBe(false);
  });

  it('an objective that is NaN at the start is refused', async () => {
    const none: Objective = () => Number.NaN;
    await expect(lBfgs(none, Float64Array.of(1), { tolerance: 1 })).rejects.toThrow(
      /not a number at the start/,
    );
  });

  it('an aborted signal stops the search', async () => {
    const signal = AbortSignal.abort();
    await expect(lBfgs(rosenbrock, Float64Array.of(0, 0), { tolerance: 1e-9, signal })).rejects.toThrow(
      /abort/i,
    );
  });
});
