import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FOLDS, foldsOf } from '../../experiments/general/folds';
import { phrases } from '../../experiments/general/phrases';
import { CLASSES, NEUTRAL_BAND, ratedTexts } from '../../experiments/general/rated-texts';
import { opinionsOf, scoresOf } from '../../experiments/general/scores';
import { idioms } from '../../experiments/general/test-texts';
import { datasetPath } from '../../lib/datasets/catalog';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('phrases', () => {
  it('have distributions as targets, and each text once', () => {
    const all = phrases();
    expect(all.length).toBeGreaterThan(500);
    for (const { target, text } of all) {
      expect(sum(target), text).toBeCloseTo(1, 9);
      expect(text).not.toMatch(/[$+|\n]|undefined/);
    }
  });

  it('leave out the given texts, whatever their case and punctuation', () => {
    const texts = phrases().map(({ text }) => text);
    expect(texts).toContain('worth every penny');
    expect(phrases(['Worth every penny!!']).map(({ text }) => text)).toEqual(
      texts.filter((text) => text !== 'worth every penny'),
    );
  });
});

describe('the list of idioms', () => {
  it('has 200 texts, half of them negative, each with its kind', () => {
    const list = idioms();
    expect(list).toHaveLength(200);
    expect(list.filter(({ polarity }) => polarity < 0)).toHaveLength(100);
    expect(list.every(({ kind, text }) => kind && text)).toBe(true);
  });
});

describe('scoresOf', () => {
  const text = (polarity: number, label: string) => ({ text: 'a', source: 'a', polarity, label });
  const texts = [
    text(2, 'positive'),
    text(-2, 'negative'),
    text(0.2, 'neutral'),
    text(0, 'neutral'),
    text(1, 'positive'),
  ];

  it('the polarity decides texts that have one, and an undecided prediction counts as half', () => {
    const opinion = (polarity: number, classIndex: number) => ({ polarity, classIndex });
    const scores = scoresOf(texts, [
      opinion(1, 2),
      opinion(1, 2),
      opinion(0.1, 1),
      opinion(1, 1),
      opinion(0, 1),
    ]);
    expect(scores).toMatchObject({ n: 4, accuracy: 2.5 / 4, undecided: 0.25 });
    expect(scores.threeClasses).toMatchObject({ n: 5, accuracy: 3 / 5 });
  });

  it('logits give the polarity positive minus negative, and the class with the highest logit', () =>
    expect(opinionsOf(Float32Array.of(1, 3, 2, 0, 0, -1))).toEqual([
      { polarity: 1, classIndex: 1 },
      { polarity: -1, classIndex: 0 },
    ]));
});

describe('folds', () => {
  it('duplicates are in one fold', async () => {
    const texts = Array.from({ length: 40 }, (_, n) => ({
      text: `the number ${n % 30} is in this text of some words`,
      label: n % 30 < 15 ? 'a' : 'b',
      source: `${n}`,
    }));
    const folds = await foldsOf(texts);
    for (let n = 30; n < 40; n++) expect(folds[n]).toBe(folds[n - 30]);
    expect(new Set(folds).size).toBe(FOLDS);
  });
});

describe.runIf(existsSync(datasetPath('vader')))('rated texts', () => {
  it('have the shares of the people who rated them, and labels by their mean rating', async () => {
    for (const { shares, rating, label } of await ratedTexts('tweets')) {
      expect(sum(shares)).toBeCloseTo(1, 9);
      const expected = Math.abs(rating) <= NEUTRAL_BAND ? 1 : rating > 0 ? 2 : 0;
      expect(label).toBe(CLASSES[expected]);
    }
  });
});
