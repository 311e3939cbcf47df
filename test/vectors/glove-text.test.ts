import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readGloveText } from '../../lib/vectors';
import { readNumbers } from '../../lib/vectors/read-numbers';

const dir = mkdtempSync(join(tmpdir(), 'glove-'));
const file = join(dir, 'vectors.txt');
afterAll(() => rmSync(dir, { recursive: true }));

describe('readGloveText', () => {
  test('reads words and their vectors', async () => {
    writeFileSync(file, 'the 0.418 -0.24968 1\n, 1e-3 -.5 +2\nnaïve 0 -0 12345.678901234567\n');
    const vectors = await readGloveText(file);
    expect(vectors.words).toEqual(['the', ',', 'naïve']);
    expect(vectors.dimensions).toBe(3);
    expect(vectors.matrix).toEqual(
      Float32Array.of(0.418, -0.24968, 1, 1e-3, -0.5, 2, 0, -0, 12345.678901234567),
    );
    expect(vectors.idOf('naïve')).toBe(2);
    expect(vectors.idOf('naive')).toBeUndefined();
  });

  test('reads Windows line endings, a missing last one, and the header of word2vec', async () => {
    writeFileSync(file, '2 2\r\none 1 2 \r\ntwo 3 4');
    const vectors = await readGloveText(file);
    expect(vectors.words).toEqual(['one', 'two']);
    expect(vectors.matrix).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test('reads files and words longer than the read buffer', async () => {
    const long = 'x'.repeat(2 ** 22 + 7);
    const lines = Array.from({ length: 200_000 }, (_, i) => `word${i} ${i} ${-i} 0.5`);
    writeFileSync(file, [...lines, `${long} 7 8 9`, ''].join('\n'));
    const vectors = await readGloveText(file);
    expect(vectors.words).toHaveLength(200_001);
    expect(vectors.idOf(long)).toBe(200_000);
    expect(vectors.matrix.subarray(3 * 123_456, 3 * 123_457)).toEqual(
      Float32Array.of(123_456, -123_456, 0.5),
    );
    expect(vectors.matrix.slice(-3)).toEqual(Float32Array.of(7, 8, 9));
  });

  test.each([
    ['a 1 2\nb 1\n', /vectors\.txt:2: expected 2 numbers as on the first line, found 1/],
    ['a 1 2\nb 1 2 3\n', /vectors\.txt:2: expected 2 numbers as on the first line, found 3/],
    ['a 1 2\nb 1 two\n', /vectors\.txt:2: expected numbers after the word, found "two"/],
    ['a 1 2\nb 1  2\n', /vectors\.txt:2: expected numbers after the word, found ""/],
    ['a 1 2\n\n', /vectors\.txt:2: expected a word and its numbers/],
    ['a 1 2\nb\n', /vectors\.txt:2: expected a word and its numbers/],
    ['a 1 NaN\n', /vectors\.txt:1: expected numbers after the word, found "NaN"/],
    ['', /is empty/],
  ])('throws for %j with file and line', async (content, message) => {
    writeFileSync(file, content);
    await expect(readGloveText(file)).rejects.toThrow(message);
  });
});

test('readNumbers parses the values that Number parses', () => {
  const float = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.double({ min: -100, max: 100, noNaN: true }).map((value) => value.toFixed(5)),
  );
  fc.assert(
    fc.property(fc.array(float, { minLength: 1 }), (texts) => {
      const bytes = Buffer.from(texts.join(' '));
      const into = new Float32Array(texts.length);
      expect(readNumbers(bytes, 0, bytes.length, 32, into, 0, texts.length)).toBe(texts.length);
      expect(into).toEqual(Float32Array.from(texts, Number));
    }),
  );
});
