import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { principalComponents } from '../../lib/plots';

const vectors = (count: number, dimensions: number) =>
  fc.array(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: dimensions, maxLength: dimensions }), {
    minLength: count,
    maxLength: count,
  });
const squares = (values: number[]) => values.reduce((sum, value) => sum + value * value, 0);

describe('principalComponents', () => {
  test('the first component is the line that collinear points lie on', () => {
    const placed = principalComponents([
      [0, 0, 0],
      [3, 4, 0],
      [6, 8, 0],
    ]);
    expect(placed.map(([x]) => Math.round(x! * 1e6) / 1e6)).toEqual([-5, 0, 5]);
    for (const [, y] of placed) expect(y).toBeCloseTo(0);
  });

  test('the first component of two points is the direction from one to the other', () => {
    const [first, last] = principalComponents([
      [1, -2, 0],
      [-1, 2, 0],
    ]);
    expect(Math.abs(first![0]! - last![0]!)).toBeCloseTo(2 * Math.sqrt(5));
  });

  test('as many components as dimensions preserve all distances', () => {
    fc.assert(
      fc.property(vectors(5, 3), (rows) => {
        const placed = principalComponents(rows, 3);
        const distance = (a: number[], b: number[]) => Math.sqrt(squares(a.map((value, n) => value - b[n]!)));
        expect(distance(placed[0]!, placed[3]!)).toBeCloseTo(distance(rows[0]!, rows[3]!), 3);
      }),
    );
  });

  test('the first component has at least the variance of the second and of any axis', () => {
    fc.assert(
      fc.property(vectors(6, 4), (rows) => {
        const placed = principalComponents(rows, 2);
        const variance = (values: number[]) => {
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          return squares(values.map((value) => value - mean));
        };
        const [first, second] = [0, 1].map((c) => variance(placed.map((place) => place[c]!)));
        const slack = 1e-3 * (1 + first!);
        expect(first! + slack).toBeGreaterThanOrEqual(second!);
        for (let d = 0; d < 4; d++)
          expect(first! + slack).toBeGreaterThanOrEqual(variance(rows.map((row) => row[d]!)));
      }),
    );
  });

  test('the result is deterministic', () => {
    const rows = [
      [1, 5, 2],
      [4, 4, 4],
      [0, 1, 9],
      [7, 7, 1],
    ];
    expect(principalComponents(rows)).toEqual(principalComponents(rows));
  });

  test('vectors of different dimensions throw, and so does a single vector', () => {
    expect(() => principalComponents([[1, 2], [1]])).toThrow('vector 1 has 1 dimensions, the first has 2');
    expect(() => principalComponents([[1, 2]])).toThrow('needs two vectors or more, and got 1');
  });
});
