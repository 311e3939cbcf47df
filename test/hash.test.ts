import { describe, expect, test } from 'vitest';
import { FNV_OFFSET, fnv1a, hashPair, mixBits } from '../lib/hash';

const hashOf = (text: string) => Buffer.from(text).reduce(fnv1a, FNV_OFFSET) >>> 0;

describe('fnv1a', () => {
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('has the published value of %j', (text, expected) => {
    expect(hashOf(text)).toBe(expected);
  });
});

describe('mixBits', () => {
  test('has the values of MurmurHash3', () => {
    expect([0, 1, 0xffffffff].map(mixBits)).toEqual([0, 0x514e28b7, 0x81f16f39]);
  });
});

test('hashPair depends on the order of the two numbers', () => {
  expect(hashPair(1, 2)).not.toBe(hashPair(2, 1));
});
