import { expect, test } from 'vitest';
import { learningCurves, lineChart } from '../../lib/plots';
import { lineChartSvg } from '../../lib/plots/line-chart-svg';

const points = [0, 50, 100].map((step) => ({ step, loss: 0.7 - step / 500, accuracy: 0.5 + step / 500 }));

test('sketch draws one line per series, one panel per y axis, and a white background', () => {
  const svg = lineChartSvg(learningCurves({ title: 'Training', training: points, validation: points }));
  expect(svg.match(/<polyline/g)).toHaveLength(4);
  expect(svg).toContain('>loss</text>');
  expect(svg).toContain('>accuracy (%)</text>');
  expect(svg).toContain('fill="#FFFFFF"');
});

test('sketch places values in proportion: the middle of the range lies in the middle of the panel', () => {
  const line = [
    { step: 0, loss: 0, accuracy: 0 },
    { step: 5, loss: 0, accuracy: 0.5 },
    { step: 10, loss: 0, accuracy: 1 },
  ];
  const svg = lineChartSvg(learningCurves({ title: 'Training', training: line }));
  const [, accuracy] = [...svg.matchAll(/points="([^"]*)"/g)].map(([, found]) => found!);
  const [first, middle, last] = accuracy!.split(' ').map((point) => point.split(',').map(Number));
  expect(last![0]).toBeGreaterThan(first![0]!);
  expect(last![1]).toBeLessThan(first![1]!); // SVG counts from the top
  for (const axis of [0, 1]) expect(middle![axis]).toBeCloseTo((first![axis]! + last![axis]!) / 2, 0);
});

test('sketch draws curves of no points and of one point', () => {
  for (const training of [[], points.slice(0, 1)])
    expect(lineChartSvg(learningCurves({ title: 'Training', training }))).not.toMatch(
      /NaN|Infinity|undefined/,
    );
});

test('sketch escapes markup in titles', () => {
  const svg = lineChartSvg(learningCurves({ title: '<script>alert(1)</script>', training: points }));
  expect(svg).not.toContain('<script');
});

/** Returns the points of the first line. */
function pointsOf(svg: string): number[][] {
  const [, points] = /points="([^"]*)"/.exec(svg)!;
  return points!.split(' ').map((point) => point.split(',').map(Number));
}

test('a value that is not a number leaves out its point, and the others stay in their places', () => {
  const chart = (y: number[]) =>
    lineChart({ title: 'T', x: 'x', y: 'y', lines: [{ name: 'a', x: [0, 1, 2, 3], y }] });
  const whole = pointsOf(lineChartSvg(chart([1, 2, 3, 4])));
  expect(pointsOf(lineChartSvg(chart([1, Number.NaN, 3, 4])))).toEqual([whole[0], whole[2], whole[3]]);
});

test('a logarithmic axis has the same distance between powers of ten', () => {
  const line = { name: 'a', x: [0, 1, 2, 3], y: [0.001, 0.01, 0.1, 1] };
  const options = { title: 'T', x: 'x', y: 'y', lines: [line], logY: true };
  for (const chart of [lineChart(options), lineChart({ ...options, yRange: [-3, 0] })]) {
    const svg = lineChartSvg(chart);
    const heights = pointsOf(svg).map(([, y]) => y!);
    for (const [n, y] of heights.slice(1).entries()) expect(heights[n]! - y).toBeCloseTo(190 / 3, 0);
    for (const label of ['0.001', '0.01', '0.1', '1']) expect(svg).toContain(`>${label}</text>`);
  }
});

test('a line may have very many points', () => {
  const x = Float32Array.from({ length: 200_000 }, (_, n) => n);
  expect(() => lineChart({ title: 'T', x: 'x', y: 'y', lines: [{ name: 'a', x, y: x }] })).not.toThrow();
});
