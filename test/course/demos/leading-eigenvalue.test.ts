import { describe, expect, test } from 'vitest';
import { leadingEigenvalue } from '../../../course/demos/leading-eigenvalue';

describe('leadingEigenvalue', () => {
  test.each([
    [
      'a triangular matrix',
      [
        [0.5, 7, 1],
        [0, -3, 2],
        [0, 0, 2],
      ],
      3,
    ],
    [
      'a rotation, whose eigenvalues are complex',
      [
        [0.6, -0.8],
        [0.8, 0.6],
      ],
      1,
    ],
    [
      'a matrix of ones',
      [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      3,
    ],
    [
      'a nilpotent matrix',
      [
        [0, 5],
        [0, 0],
      ],
      0,
    ],
    [
      'a matrix with tiny eigenvalues',
      [
        [1e-9, 0],
        [0, 1e-12],
      ],
      1e-9,
    ],
  ])('the largest absolute eigenvalue of %s is found', (_, matrix, value) => {
    expect(leadingEigenvalue(matrix)).toBeCloseTo(value, 6);
    expect(leadingEigenvalue(matrix) / (value || 1)).toBeCloseTo(value ? 1 : 0, 5);
  });

  test('a matrix with real and complex eigenvalues has the root of its characteristic equation', () => {
    // x^3 - 2 x^2 + x - 2 = (x - 2)(x^2 + 1)
    expect(
      leadingEigenvalue([
        [2, -1, 2],
        [1, 0, 0],
        [0, 1, 0],
      ]),
    ).toBeCloseTo(2, 6);
  });

  test('a matrix that is not square is refused', () => {
    expect(() =>
      leadingEigenvalue([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toThrow('2 rows and 3 columns');
  });
});
