import { describe, expect, it } from 'vitest';
import { type MeasureBaselineOptions, measureBaseline, type Tried } from '../../lib/baselines';
import { splitByLabel } from '../../lib/batches';
import { SENTENCES } from '../models/sentences';

const { rest, held } = splitByLabel(
  SENTENCES.map(({ label }) => label),
  0.25,
  0,
);
const [train, others] = [rest, held].map((positions) => positions.map((at) => SENTENCES[at]!));
const options: MeasureBaselineOptions = {
  weighting: 'tf-idf',
  train: train!.slice(0, -2),
  held: train!.slice(-2).concat(train!.slice(0, 2)),
  test: others!,
  longest: [1, 2],
  minTexts: [1],
  c: [0.1, 10],
  seed: 0,
};

describe('a measured baseline', () => {
  it('says what was tried, what was chosen, and how that did', async () => {
    const told: Tried[] = [];
    const record = await measureBaseline({ ...options, onTried: (one) => told.push(one) });
    expect(record.tried.map(({ longest, c }) => [longest, c])).toEqual([
      [1, 0.1],
      [1, 10],
      [2, 0.1],
      [2, 10],
    ]);
    expect(told).toEqual(record.tried);
    const best = record.tried.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
    expect(record.parameters).toEqual({ longest: best.longest, minTexts: 1, c: best.c, refit: false });
    expect(record.counts).toEqual({ train: 22, held: 4, test: 8, ngrams: best.ngrams });
    expect(record.validation.accuracy).toBe(best.accuracy);
    expect(record.validation.loss).toBeCloseTo(best.loss, 3);
    expect(record.test.n).toBe(8);
    expect(record.converged).toBe(true);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('is the same each time, and another one where it is fitted to held-out texts, too', async () => {
    const [first, second] = [await measureBaseline(options), await measureBaseline(options)];
    expect({ ...second, seconds: first.seconds }).toEqual(first);
    const refit = await measureBaseline({ ...options, refit: true });
    expect(refit.counts.train).toBe(26);
    expect(refit.validation).toEqual(first.validation);
    expect(refit.test.loss).not.toBe(first.test.loss);
  });

  it('takes other words than those of wordTokens', async () => {
    const letters = await measureBaseline({ ...options, longest: [1], tokens: (text) => [...text] });
    expect(letters.counts.ngrams).toBeLessThan(60);
  });

  it('refuses reviews without a label of two, and nothing to try', async () => {
    const strange = [{ text: 'So so.', label: 'neutral' as const, source: 'mine:1' }];
    await expect(measureBaseline({ ...options, test: strange })).rejects.toThrow(
      'mine:1: label neutral, expected negative or positive',
    );
    await expect(measureBaseline({ ...options, c: [] })).rejects.toThrow(/nothing to try/);
  });
});
