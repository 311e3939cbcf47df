import { describe, expect, it } from 'vitest';
import { isSignificant, pairedDifference } from '../../lib/evaluation';

describe('pairedDifference', () => {
  it('is the mean of the differences, with the standard error of a mean', () => {
    const first = [true, true, true, false, true, false, true, true];
    const second = [true, false, false, true, true, false, true, true];
    const differences = first.map((correct, at) => Number(correct) - Number(second[at]));
    const mean = differences.reduce((sum, one) => sum + one, 0) / 8;
    const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 8;
    expect(pairedDifference(first, second)).toEqual({
      difference: mean,
      standardError: expect.closeTo(Math.sqrt(variance / 8), 12),
    });
  });

  it('systems with the same mistakes have no error', () =>
    expect(pairedDifference([true, false], [true, false])).toEqual({ difference: 0, standardError: 0 }));

  it('other numbers of examples are refused', () =>
    expect(() => pairedDifference([true], [])).toThrow(/1 and 0 examples/));
});

describe('isSignificant', () => {
  it('is true of more than two standard errors, of either sign', () => {
    expect(isSignificant({ difference: 0.021, standardError: 0.01 })).toBe(true);
    expect(isSignificant({ difference: -0.021, standardError: 0.01 })).toBe(true);
    expect(isSignificant({ difference: 0.02, standardError: 0.01 })).toBe(false);
  });

  it('is false of no difference', () =>
    expect(isSignificant({ difference: 0, standardError: 0 })).toBe(false));
});
