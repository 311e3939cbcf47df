import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  barChart,
  type Chart,
  heatMap,
  histogram,
  learningCurves,
  lineChart,
  scatterOfWords,
} from '../../lib/plots';
import { countBins } from '../../lib/plots/histogram';

const curve = [
  { step: 0, loss: 0.7, accuracy: 0.5 },
  { step: 100, loss: 0.4, accuracy: 0.8 },
];
const line = { name: 'fused', x: [10, 250], y: [3, 39] };

const CHARTS: Record<string, Chart> = {
  histogram: histogram([3, 5, 8], { title: 'Lengths', x: 'words', y: 'reviews' }),
  lineChart: lineChart({ title: 'Time', x: 'steps', y: 'milliseconds', lines: [line] }),
  learningCurves: learningCurves({ title: 'Training', training: curve, validation: curve }),
  barChart: barChart({
    title: 'Accuracy',
    y: 'accuracy (%)',
    bars: [{ name: 'LSTM', value: 85, standardError: 0.3 }],
  }),
  scatterOfWords: scatterOfWords({
    title: 'Words',
    words: ['good', 'bad'],
    vectors: [
      [1, 2],
      [3, 1],
    ],
  }),
  heatMap: heatMap({ title: 'Ids', x: 'position', y: 'review', values: [[41, 804, 0]] }),
};

describe.each(Object.entries(CHARTS))('%s', (_name, { data, layout, alt }) => {
  test('is white, opaque, titled and as wide as its column', () => {
    expect(layout).toMatchObject({ paper_bgcolor: '#FFFFFF', plot_bgcolor: '#FFFFFF', autosize: true });
    expect(layout).not.toHaveProperty('width');
    expect(layout.title).toHaveProperty('text', expect.stringMatching(/\w/));
    expect(layout.yaxis?.title).toHaveProperty('text', expect.stringMatching(/\w/));
  });

  test('can be told in words and sent as JSON', () => {
    expect(alt).toMatch(/^\w+: .*\d/);
    expect(JSON.parse(JSON.stringify({ data, layout }))).toEqual({ data, layout });
  });
});

describe('a histogram', () => {
  test('puts every value into exactly one bin', () => {
    const lengths = fc.array(fc.nat(2500), { minLength: 1 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 60 }), (values, bins) => {
        const { width, counts } = countBins(values, bins);
        expect(counts).toHaveLength(bins);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(width * bins).toBeCloseTo(Math.max(...values) || 1);
      }),
    );
  });

  test('has the largest value in its last bin, as matplotlib does', () => {
    expect(countBins([0, 1, 2, 3, 4], 2)).toEqual({ width: 2, counts: [2, 3] });
  });

  test.each([[[]], [[1, -1]], [[Number.NaN]]])('of %j is refused', (values) => {
    expect(() => countBins(values, 5)).toThrow(/needs at least one value|must be a finite number/);
  });

  test('shows the part of the axes that is asked for', () => {
    const ranges = { xRange: [0, 1200], yRange: [0, 8000] } as const;
    const { layout } = histogram([3, 2470], { title: 'Lengths', x: 'words', y: 'reviews', ...ranges });
    expect([layout.xaxis?.range, layout.yaxis?.range]).toEqual([
      [0, 1200],
      [0, 8000],
    ]);
  });
});

describe('learning curves', () => {
  test('have loss and accuracy, in per cent, on axes of their own', () => {
    const { data } = learningCurves({ title: 'Training', training: curve, validation: curve });
    expect(data.map(({ name, yaxis = 'y', y }) => [name, yaxis, y])).toEqual([
      ['training', 'y', [0.7, 0.4]],
      ['validation', 'y', [0.7, 0.4]],
      ['training', 'y2', [50, 80]],
      ['validation', 'y2', [50, 80]],
    ]);
  });

  test('can be drawn before the first validation', () => {
    expect(learningCurves({ title: 'Training', training: [] }).alt).toContain('Training');
  });
});

test('lines stay apart without colour', () => {
  const lines = [0, 1, 2].map((n) => ({ ...line, name: `run ${n}` }));
  const dashes = lineChart({ title: 'Time', x: 'steps', y: 'ms', lines }).data.map(
    (trace) => trace.line?.dash,
  );
  expect(new Set(dashes).size).toBe(3);
});

test('a line with more x than y is refused by name', () => {
  const lines = [{ name: 'fused', x: [1, 2], y: [1] }];
  expect(() => lineChart({ title: 'Time', x: 'steps', y: 'ms', lines })).toThrow(
    'line "fused" has 2 x and 1 y',
  );
});

test('bars have whiskers of the standard error, and a baseline to beat', () => {
  const bars = [{ name: 'LSTM', value: 85, standardError: 0.3 }];
  const chart = barChart({ title: 'Accuracy', y: '%', bars, baseline: { name: 'majority', value: 50 } });
  expect(chart.data[0]?.error_y).toMatchObject({ visible: true, array: [0.3] });
  expect(chart.layout.shapes?.[0]).toMatchObject({ y0: 50, y1: 50 });
  expect(chart.alt).toContain('LSTM: 85.00 ± 0.30.');
});

test('words that look like markup are shown letter by letter', () => {
  const { data } = scatterOfWords({
    title: 'Words',
    words: ['<b>', 'a'],
    vectors: [
      [0, 1],
      [1, 0],
    ],
  });
  expect(data[0]?.text).toEqual(['&lt;b&gt;', 'a']);
});

test('a heat map with negative values has white at zero', () => {
  const { data } = heatMap({ title: 'Values', x: 'dimension', y: 'word', values: [[-1, 0.25]] });
  expect(data[0]).toMatchObject({ zmin: -1, zmax: 1 });
});

test('a small heat map has its values written in, with the same number of decimals', () => {
  const written = (values: number[][]) =>
    heatMap({ title: 'T', x: 'x', y: 'y', values }).layout.annotations?.map(({ text }) => text);
  expect(written([[0.0574, 0.98, 0.5]])).toEqual(['0.057', '0.980', '0.500']);
  expect(written([[-12.34, 3]])).toEqual(['-12.3', '3.0']);
  expect(written([[1200.5, 3]])).toEqual(['1,201', '3']);
  expect(written([[4, 0, 12]])).toEqual(['4', '0', '12']);
});

test('axes of powers of ten are asked for one by one', () => {
  const lines = [{ name: 'rates', x: [0.001, 0.1], y: [1e-9, 2] }];
  const both = lineChart({ title: 'T', x: 'x', y: 'y', lines, logX: true, logY: true });
  expect([both.layout.xaxis?.type, both.layout.yaxis?.type]).toEqual(['log', 'log']);
  expect(both.alt).toContain('from 1.0e-9 at 0.001 to 2 at 0.1');
  const plain = lineChart({ title: 'T', x: 'x', y: 'y', lines });
  expect([plain.layout.xaxis?.type, plain.layout.yaxis?.type]).toEqual([undefined, undefined]);
});
