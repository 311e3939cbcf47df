import { expect, it } from 'vitest';
import { outlierLength } from '../../../experiments/runs/outlier-length';

const lengths = (count: number, length: number) => new Array<number>(count).fill(length);

it('one or two long texts among sixty short ones are outliers', () => {
  expect(outlierLength([...lengths(59, 12), 20_000])).toBe(24);
  expect(outlierLength([...lengths(58, 12), 20_000, 30_000])).toBe(24);
});

it('lengths of one kind have no outlier', () => {
  expect(outlierLength(Array.from({ length: 100 }, (_, n) => n + 1))).toBeUndefined();
  expect(outlierLength([7])).toBeUndefined();
  expect(outlierLength(lengths(60, 0))).toBeUndefined();
});

it('the length is at least 2, also where most texts are empty', () =>
  expect(outlierLength([...lengths(99, 0), 50])).toBe(2));
