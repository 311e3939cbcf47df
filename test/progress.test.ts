import { describe, expect, it } from 'vitest';
import { amount, duration } from '../lib/progress';

describe('amounts', () => {
  it('group thousands and name the unit', () =>
    expect(amount(12_500, 25_000, 'reviews')).toBe('12,500 of 25,000 reviews'));
  it('show bytes as megabytes', () =>
    expect(amount(12_345_678, 76_067_791, 'bytes')).toBe('12.3 of 76.1 MB'));
  it('do without a unit', () => expect(amount(1, 2, '')).toBe('1 of 2'));
});

describe('durations', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
  ])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});
