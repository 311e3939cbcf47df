import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinations, drawTrials, type ParameterRange, type SearchSpace } from '../../lib/tuning';

const number = (from: number, to: number, scale: 'linear' | 'log' = 'linear'): ParameterRange => ({
  kind: 'number',
  from,
  to,
  scale,
});
const whole = (from: number, to: number, scale: 'linear' | 'log' = 'linear'): ParameterRange => ({
  kind: 'whole number',
  from,
  to,
  scale,
});

const range: fc.Arbitrary<ParameterRange> = fc.oneof(
  fc.record({
    kind: fc.constant('choice' as const),
    values: fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
  fc
    .tuple(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom('linear', 'log'),
    )
    .map(([from, more, scale]) => whole(from, from + more, scale as 'log')),
  fc
    .tuple(
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.double({ min: 1.5, max: 1e6, noNaN: true }),
      fc.constantFrom('linear', 'log'),
    )
    .map(([from, factor, scale]) => number(from, from * factor, scale as 'log')),
);
const space = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), range, { minKeys: 1, maxKeys: 4 });

describe('drawTrials', () => {
  it('all values are in their ranges, no two trials are the same, and more trials begin with the same', () => {
    fc.assert(
      fc.property(space, fc.integer({ min: 1, max: 30 }), fc.integer(), (space, count, seed) => {
        const trials = drawTrials(space, count, seed);
        expect(trials.length).toBe(Math.min(count, combinations(space)));
        expect(new Set(trials.map((trial) => JSON.stringify(trial))).size).toBe(trials.length);
        expect(drawTrials(space, count + 5, seed).slice(0, trials.length)).toEqual(trials);
        for (const trial of trials)
          for (const [name, range] of Object.entries(space)) {
            const value = trial[name]!;
            if (range.kind === 'choice') expect(range.values).toContain(value);
            else expect(value).toSatisfy((found: number) => found >= range.from && found <= range.to);
            if (range.kind === 'whole number') expect(Number.isInteger(value)).toBe(true);
          }
      }),
      { numRuns: 100 },
    );
  });

  it('on a logarithmic scale every order of magnitude is drawn as often, on a linear one by its length', () => {
    const share = (range: ParameterRange, isIn: (value: number) => boolean) => {
      const trials = drawTrials({ rate: range }, 2000, 1);
      return trials.filter(({ rate }) => isIn(Number(rate))).length / trials.length;
    };
    expect(share(number(1e-4, 1e-1, 'log'), (rate) => rate < 1e-3)).toBeCloseTo(1 / 3, 1);
    expect(share(number(1e-4, 1e-1), (rate) => rate < 1e-3)).toBeLessThan(0.02);
  });

  it('the ends of whole numbers are as likely as the others', () => {
    const draws = Array.from({ length: 900 }, (_, seed) => drawTrials({ n: whole(1, 3) }, 1, seed)[0]!['n']);
    for (const value of [1, 2, 3])
      expect(draws.filter((draw) => draw === value).length / draws.length).toBeCloseTo(1 / 3, 1);
  });

  it('a space with few combinations has no more trials', () => {
    const few: SearchSpace = {
      units: { kind: 'choice', values: [64, 128] },
      layers: whole(1, 3),
    };
    expect(combinations(few)).toBe(6);
    expect(drawTrials(few, 40, 0)).toHaveLength(6);
    expect(combinations({ ...few, rate: number(0, 1) })).toBe(Infinity);
  });

  it('other seeds draw other values, and the order of the names does not matter', () => {
    const rate = number(0, 1);
    const layers = whole(1, 100);
    expect(drawTrials({ rate, layers }, 5, 1)).toEqual(drawTrials({ layers, rate }, 5, 1));
    expect(drawTrials({ rate, layers }, 5, 1)).not.toEqual(drawTrials({ rate, layers }, 5, 2));
  });
});
