import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAccuracy, standardError } from '../../lib/evaluation';
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
  test('the chart is white, opaque, titled and as wide as its container', () => {
    expect(layout).toMatchObject({ paper_bgcolor: '#FFFFFF', plot_bgcolor: '#FFFFFF', autosize: true });
    expect(layout).not.toHaveProperty('width');
    expect(layout.title).toHaveProperty('text', expect.stringMatching(/\w/));
    expect(layout.yaxis?.title).toHaveProperty('text', expect.stringMatching(/\w/));
  });

  test('the chart has an alt text with numbers and survives JSON', () => {
    expect(alt).toMatch(/^\w+: .*\d/);
    expect(JSON.parse(JSON.stringify({ data, layout }))).toEqual({ data, layout });
  });
});

describe('barChart', () => {
  test('a value below a bar is rounded as in a table', () => {
    const [accuracy, n] = [0.91005, 20_000];
    const bar = { name: 'LSTM', value: 100 * accuracy, standardError: 100 * standardError(accuracy, n) };
    const { alt } = barChart({ title: 'Test', y: 'accuracy (%)', bars: [bar] });
    expect(alt).toContain(formatAccuracy(accuracy, n).replace(' %', ''));
  });
});

describe('histogram', () => {
  test('every value falls into exactly one bin', () => {
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

  test('the last bin includes the largest value, as in matplotlib', () => {
    expect(countBins([0, 1, 2, 3, 4], 2)).toEqual({ width: 2, counts: [2, 3] });
  });

  test.each([[[]], [[1, -1]], [[Number.NaN]]])('values %j throw', (values) => {
    expect(() => countBins(values, 5)).toThrow(/needs at least one value|must be a finite number/);
  });

  test('xRange and yRange set the ranges of the axes', () => {
    const ranges = { xRange: [0, 1200], yRange: [0, 8000] } as const;
    const { layout } = histogram([3, 2470], { title: 'Lengths', x: 'words', y: 'reviews', ...ranges });
    expect([layout.xaxis?.range, layout.yaxis?.range]).toEqual([
      [0, 1200],
      [0, 8000],
    ]);
  });
});

describe('learningCurves', () => {
  test('loss and accuracy (in percent) have separate axes', () => {
    const { data } = learningCurves({ title: 'Training', training: curve, validation: curve });
    expect(data.map(({ name, yaxis = 'y', y }) => [name, yaxis, y])).toEqual([
      ['training', 'y', [0.7, 0.4]],
      ['validation', 'y', [0.7, 0.4]],
      ['training', 'y2', [50, 80]],
      ['validation', 'y2', [50, 80]],
    ]);
  });

  test('curves without points can be drawn', () => {
    expect(learningCurves({ title: 'Training', training: [] }).alt).toContain('Training');
  });
});

test('the lines of a line chart differ by dash, not only by color', () => {
  const lines = [0, 1, 2].map((n) => ({ ...line, name: `run ${n}` }));
  const dashes = lineChart({ title: 'Time', x: 'steps', y: 'ms', lines }).data.map(
    (trace) => trace.line?.dash,
  );
  expect(new Set(dashes).size).toBe(3);
});

test('a line chart over a few whole numbers has labels at whole numbers only', () => {
  const ticksOver = (x: number[]) =>
    lineChart({ title: '', x: 'epochs', y: '', lines: [{ name: '', x, y: x }] }).layout.xaxis?.dtick;
  expect(ticksOver([1, 2, 3, 4])).toBe(1);
  expect(ticksOver([0.5, 1])).toBeUndefined();
  expect(ticksOver([1, 100])).toBeUndefined();
});

test('lineChart throws if a line has different numbers of x and y values', () => {
  const lines = [{ name: 'fused', x: [1, 2], y: [1] }];
  expect(() => lineChart({ title: 'Time', x: 'steps', y: 'ms', lines })).toThrow(
    'line "fused" has 2 x and 1 y',
  );
});

test('barChart shows error bars of the standard error and the baseline', () => {
  const bars = [{ name: 'LSTM', value: 85, standardError: 0.3 }];
  const chart = barChart({ title: 'Accuracy', y: '%', bars, baseline: { name: 'majority', value: 50 } });
  expect(chart.data[0]?.error_y).toMatchObject({ visible: true, array: [0.3] });
  expect(chart.layout.shapes?.[0]).toMatchObject({ y0: 50, y1: 50 });
  expect(chart.alt).toContain('LSTM: 85.00 ± 0.30.');
});

test('the bars of a chart have equal numbers of decimals, unless their sizes are far apart', () => {
  const written = (...bars: (readonly [number, number?])[]) =>
    barChart({
      title: '',
      y: '',
      bars: bars.map(([value, standardError = 0], n) => ({ name: `bar ${n}`, value, standardError })),
    })
      .data.flatMap(({ x = [] }) => Array.from(x as ArrayLike<unknown>))
      .map((label) => /<b>(.*)<\/b>/.exec(String(label))![1]);
  expect(written([73.73, 0.96], [72.6, 1.04])).toEqual(['73.73 ± 0.96', '72.60 ± 1.04']);
  expect(written([0.8], [0.75], [1])).toEqual(['0.80', '0.75', '1.00']);
  expect(written([39], [1054])).toEqual(['39', '1,054']);
  expect(written([378.2], [11.57], [0])).toEqual(['378.2', '11.6', '0.0']);
  expect(written([87.5, 6.8], [83.72, 0.26])).toEqual(['87.50 ± 6.80', '83.72 ± 0.26']);
  expect(written([25_000], [0.125])).toEqual(['25,000', '0.125']);
  expect(written([90, 0.5], [85])).toEqual(['90.00 ± 0.50', '85.00']);
});

test('scatterOfWords escapes words that look like markup', () => {
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

test('the color scale of a heat map with negative values is centered at zero', () => {
  const { data } = heatMap({ title: 'Values', x: 'dimension', y: 'word', values: [[-1, 0.25]] });
  expect(data[0]).toMatchObject({ zmin: -1, zmax: 1 });
});

test('a small heat map shows its values with equal numbers of decimals', () => {
  const written = (values: number[][]) =>
    heatMap({ title: 'T', x: 'x', y: 'y', values }).layout.annotations?.map(({ text }) => text);
  expect(written([[0.0574, 0.98, 0.5]])).toEqual(['0.057', '0.980', '0.500']);
  expect(written([[-12.34, 3]])).toEqual(['-12.3', '3.0']);
  expect(written([[1200.5, 3]])).toEqual(['1,201', '3']);
  expect(written([[4, 0, 12]])).toEqual(['4', '0', '12']);
  const wide = [Array.from({ length: 19 }, (_, n) => n / 20)];
  expect(written(wide)).toBeUndefined();
  expect(heatMap({ title: '', x: '', y: '', values: wide, decimals: 1 }).layout.annotations).toHaveLength(19);
});

test('logX and logY make each axis of a line chart logarithmic', () => {
  const lines = [{ name: 'rates', x: [0.001, 0.1], y: [1e-9, 2] }];
  const both = lineChart({ title: 'T', x: 'x', y: 'y', lines, logX: true, logY: true });
  expect([both.layout.xaxis?.type, both.layout.yaxis?.type]).toEqual(['log', 'log']);
  expect(both.alt).toContain('from 1.0e-9 at 0.001 to 2 at 0.1');
  const plain = lineChart({ title: 'T', x: 'x', y: 'y', lines });
  expect([plain.layout.xaxis?.type, plain.layout.yaxis?.type]).toEqual([undefined, undefined]);
});
