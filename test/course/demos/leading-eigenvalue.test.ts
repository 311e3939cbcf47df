import { expect, test } from 'vitest';
import { leadingEigenvalue } from '../../../course/demos/leading-eigenvalue';

test.each([
  [
    'the largest on a triangle',
    [
      [0.5, 7, 1],
      [0, -3, 2],
      [0, 0, 2],
    ],
    3,
  ],
  [
    'of a rotation, which is complex',
    [
      [0.6, -0.8],
      [0.8, 0.6],
    ],
    1,
  ],
  [
    'of a matrix of ones, its size',
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    3,
  ],
  [
    'of a matrix whose square is zero',
    [
      [0, 5],
      [0, 0],
    ],
    0,
  ],
  [
    'far from 1',
    [
      [1e-9, 0],
      [0, 1e-12],
    ],
    1e-9,
  ],
])('the leading eigenvalue %s', (_, matrix, value) => {
  expect(leadingEigenvalue(matrix)).toBeCloseTo(value, 6);
  expect(leadingEigenvalue(matrix) / (value || 1)).toBeCloseTo(value ? 1 : 0, 5);
});

test('solves the characteristic equation of a matrix with real and complex ones', () => {
  // x^3 - 2 x^2 + x - 2 = (x - 2)(x^2 + 1)
  expect(
    leadingEigenvalue([
      [2, -1, 2],
      [1, 0, 0],
      [0, 1, 0],
    ]),
  ).toBeCloseTo(2, 6);
});

test('is refused for a matrix that is not square', () => {
  expect(() =>
    leadingEigenvalue([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  ).toThrow('2 rows and 3 columns');
});
