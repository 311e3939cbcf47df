import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosine, vectorAt, wordVectors } from '../../lib/vectors';
import { quantized } from '../../lib/vectors/quantized';

/** Returns vectors as a table without names. */
function table(rows: readonly ArrayLike<number>[], dimensions: number) {
  const matrix = Float32Array.from(rows.flatMap((row) => Array.from(row)));
  const words = rows.map((_, n) => `w${n}`);
  return wordVectors('table', words, matrix, dimensions);
}

test('no similarity differs by more than maxError from the exact one', () => {
  const number = fc.integer({ min: -10_000, max: 10_000 }).map((n) => n / 100);
  const vectors = fc
    .integer({ min: 1, max: 600 })
    .chain((width) => fc.array(fc.array(number, { minLength: width, maxLength: width }), { minLength: 2 }));
  fc.assert(
    fc.property(vectors, ([query, ...rows]) => {
      const words = table(rows, query!.length);
      const { similarities, maxError } = quantized(words);
      for (const [id, similarity] of similarities(query!).entries()) {
        const vector = vectorAt(words, id);
        if (vector.every((x) => x === 0)) expect(similarity).toBe(Number.NEGATIVE_INFINITY);
        else expect(Math.abs(similarity - cosine(query!, vector))).toBeLessThanOrEqual(maxError);
      }
      expect(maxError).toBeLessThan(0.2);
    }),
    { numRuns: 50 },
  );
});

test('the sums of long vectors do not overflow', () => {
  const ones = new Float32Array(5000).fill(1);
  const { similarities, maxError } = quantized(table([ones], ones.length));
  expect(Math.abs(similarities(ones)[0]! - 1)).toBeLessThanOrEqual(maxError);
});

test('vectors that are zero or not finite have the similarity -Infinity', () => {
  const { similarities } = quantized(
    table(
      [
        [0, 0],
        [1, Number.NaN],
        [Number.POSITIVE_INFINITY, 1],
        [1, 1],
      ],
      2,
    ),
  );
  expect([...similarities([1, 1])].map((similarity) => similarity > -2)).toEqual([false, false, false, true]);
});

test('quantizes more vectors than fit into one block', () => {
  const rows = Array.from({ length: 1000 }, (_, n) => [Math.cos(n), Math.sin(n)]);
  const { similarities, maxError } = quantized(table(rows, 2));
  for (const [n, similarity] of similarities([1, 0]).entries())
    expect(Math.abs(similarity - Math.cos(n))).toBeLessThanOrEqual(maxError);
});
