import { describe, expect, it } from 'vitest';
import { drawTrials, importances, type SearchSpace } from '../../lib/tuning';

const space: SearchSpace = {
  rate: { kind: 'number', from: 1e-4, to: 1e-1, scale: 'log' },
  optimizer: { kind: 'choice', values: ['sgd', 'adam', null] },
  units: { kind: 'whole number', from: 16, to: 256, scale: 'log' },
};

describe('importances', () => {
  const trials = drawTrials(space, 40, 3);

  it('sees a best value in the middle of a range, which a rank correlation misses', () => {
    const losses = trials.map(({ rate }) => (Math.log10(Number(rate)) + 2.5) ** 2);
    const [first, ...others] = importances(trials, losses);
    expect(first).toMatchObject({ name: 'rate', p: 0.001 });
    expect(first!.share).toBeGreaterThan(0.6);
    for (const { share, p } of others) {
      expect(share).toBeLessThan(0.3);
      expect(p).toBeGreaterThan(0.01);
    }
  });

  it('sees names, and trials that failed count as the worst', () => {
    const losses = trials.map(({ optimizer }, at) => (optimizer === 'sgd' ? Infinity : 0.5 + at / 1000));
    expect(importances(trials, losses)[0]).toMatchObject({ name: 'optimizer', p: 0.001 });
  });

  it('of results that depend on nothing, it rarely says that something mattered', () => {
    const found = Array.from({ length: 20 }, (_, seed) => {
      const losses = drawTrials({ loss: { kind: 'number', from: 0, to: 1, scale: 'linear' } }, 40, seed + 9);
      return importances(
        trials,
        losses.map(({ loss }) => Number(loss)),
      );
    }).flat();
    expect(found).toHaveLength(60);
    expect(found.filter(({ p }) => p < 0.05).length).toBeLessThan(9); // 3 on average
  });

  it('says nothing of too few trials, or of a value that never varied', () => {
    expect(
      importances(
        trials.slice(0, 5),
        trials.slice(0, 5).map((_, at) => at),
      ),
    ).toEqual([]);
    const same = trials.map((trial) => ({ ...trial, units: 64 }));
    expect(
      importances(
        same,
        same.map((_, at) => at),
      ).map(({ name }) => name),
    ).not.toContain('units');
  });
});
