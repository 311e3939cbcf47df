import { describe, expect, test } from 'vitest';
import { scatterOfWords } from '../../lib/plots';
import { labelSides } from '../../lib/plots/label-sides';

describe('labelSides', () => {
  test('a label without neighbors stands above its point', () => {
    expect(
      labelSides(
        [
          [0, 0],
          [200, 0],
          [0, 200],
        ],
        ['clever', 'dull', 'tedious'],
      ),
    ).toEqual(['top center', 'top center', 'top center']);
  });

  test('labels of neighboring points stand on different sides', () => {
    expect(
      labelSides(
        [
          [0, 0],
          [20, 2],
        ],
        ['clever', 'tedious'],
      ),
    ).toEqual(['top center', 'bottom center']);
  });

  test('a label does not cover another point', () => {
    expect(
      labelSides(
        [
          [0, 0],
          [0, -14],
          [0, 14],
        ],
        ['dull', '', ''],
      )[0],
    ).toBe('middle right');
  });
});

test('scatterOfWords chooses a side for the label of each word', () => {
  const vectors = [
    [0, 0],
    [1, 1],
    [0.01, 0.01],
    [1, 0],
  ];
  const groups = ['praise', 'blame', 'praise', 'blame'];
  const { data } = scatterOfWords({
    title: 'Words',
    words: ['fine', 'dull', 'good', 'slow'],
    vectors,
    groups,
  });
  expect(data[0]?.textposition).toEqual(['top center', 'bottom center']);
  expect(data[1]?.textposition).toEqual(['top center', 'top center']);
});
