import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom, shuffled } from '../../lib/batches';

const draw = (random: { integer(low: number, high: number): number }) =>
  Array.from({ length: 20 }, () => random.integer(0, 999));

describe('randomFrom', () => {
  it('the same seed gives the same numbers', () => expect(draw(randomFrom(7))).toEqual(draw(randomFrom(7))));
  it('another seed gives other numbers', () => expect(draw(randomFrom(7))).not.toEqual(draw(randomFrom(8))));

  it('integers reach both ends of their range', () => {
    const random = randomFrom(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(5, 8)));
    expect([...seen].sort()).toEqual([5, 6, 7, 8]);
  });
});

describe('shuffled', () => {
  it('every item is kept once', () =>
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const sorted = (list: number[]) => [...list].sort((a, b) => a - b);
        expect(sorted(shuffled(items, randomFrom(seed)))).toEqual(sorted(items));
      }),
    ));

  it('the input is not changed', () => {
    const items = [1, 2, 3, 4, 5];
    shuffled(items, randomFrom(1));
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });

  it('all orders of three items are about equally frequent', () => {
    const random = randomFrom(11);
    const counts = new Map<string, number>();
    for (let n = 0; n < 6000; n++) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150); // 5 standard deviations
  });
});
