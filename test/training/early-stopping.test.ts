import { describe, expect, it } from 'vitest';
import { bestEvaluation, stopAfter, theanoStopping } from '../../lib/training';

const losses = (...values: number[]) => values.map((loss, step) => ({ step, loss, accuracy: 0 }));
const accuracies = (...values: number[]) => values.map((accuracy, step) => ({ step, loss: 0, accuracy }));

describe('stopAfter', () => {
  it('stops after two evaluations without a lower loss', () => {
    const stops = stopAfter(2);
    expect(stops(losses(3, 2, 2))).toBe(false);
    expect(stops(losses(3, 2, 2, 2.5))).toBe(true);
    expect(stops(losses(3, 2, 2.5, 1))).toBe(false);
    expect(stops([])).toBe(false);
  });
});

describe('bestEvaluation', () => {
  it('is the first one with the lowest loss, counted from 1', () => {
    expect(bestEvaluation(losses(3, 1, 2, 1))).toBe(2);
    expect(bestEvaluation([])).toBe(0);
    expect(bestEvaluation(losses(3, Number.NaN, 2))).toBe(3); // a loss that is no number is never the best
  });
});

describe('theanoStopping', () => {
  const stops = (patience: number, ...values: number[]) => theanoStopping(patience)(accuracies(...values));

  it('compares with evaluations that are at least `patience` older, as the original code does', () => {
    expect(stops(2, 0.7, 0.6, 0.6, 0.6)).toBe(false); // two bad ones
    expect(stops(2, 0.7, 0.6, 0.6, 0.6, 0.6)).toBe(true);
    expect(stops(2, 0.7, 0.6, 0.6, 0.6, 0.6, 0.8)).toBe(false); // a new best resets the count
    expect(stops(1, 0.6, 0.7, 0.65, 0.65)).toBe(true); // both are no better than the best one before
    expect(stops(2, 0.5, 0.5)).toBe(false); // there is no evaluation two before
  });

  it('reads long histories', () => {
    const rising = Array.from({ length: 300_000 }, (_, step) => ({ step, loss: 1, accuracy: step / 1e6 }));
    const falling = [...rising].reverse();
    expect(theanoStopping(10)(rising)).toBe(false);
    expect(theanoStopping(10)([...rising, ...falling])).toBe(true);
  });
});
