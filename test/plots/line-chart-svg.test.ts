import { expect, test } from 'vitest';
import { learningCurves } from '../../lib/plots';
import { sketch } from '../../lib/plots/line-chart-svg';

const points = [0, 50, 100].map((step) => ({ step, loss: 0.7 - step / 500, accuracy: 0.5 + step / 500 }));

test('a sketch has a line a series, in two panels where there are two y axes, and a white ground', () => {
  const svg = sketch(learningCurves({ title: 'Training', training: points, validation: points }));
  expect(svg.match(/<polyline/g)).toHaveLength(4);
  expect(svg).toContain('>loss</text>');
  expect(svg).toContain('>accuracy (%)</text>');
  expect(svg).toContain('fill="#FFFFFF"');
});

test('a sketch places values in proportion: the accuracy of 100 % at the top of its panel, 0 % at its bottom', () => {
  const ends = [
    { step: 0, loss: 0, accuracy: 0 },
    { step: 10, loss: 0, accuracy: 1 },
  ];
  const [, accuracy] =
    sketch(learningCurves({ title: 'Training', training: ends })).match(/points="[^"]*"/g) ?? [];
  expect(accuracy).toBe('points="70,474 730,284"');
});

test('a sketch of no points yet, or of one, is drawn all the same', () => {
  for (const training of [[], points.slice(0, 1)])
    expect(sketch(learningCurves({ title: 'Training', training }))).not.toMatch(/NaN|Infinity|undefined/);
});

test('what data bring along is shown, not run', () => {
  const svg = sketch(learningCurves({ title: '<script>alert(1)</script>', training: points }));
  expect(svg).not.toContain('<script');
});
