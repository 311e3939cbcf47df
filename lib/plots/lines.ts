import type { Layout, Plot } from 'nodeplotlib';
import { escapeHtml } from '../html';
import { axis, type Chart, color, frame, shown } from './chart';

/** One line of a line chart. */
export interface Line {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Options of `lineChart`. `alt` is the alternative text. */
export interface LineChartOptions {
  title: string;
  /** The titles of the axes, with their units. */
  x: string;
  y: string;
  lines: Line[];
  /** The labels of x = 1, 2, 3 and so on. Default: numbers. */
  xNames?: readonly string[];
  /** The ranges of the axes. For a logarithmic axis: the exponents of ten. Default: all values. */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  /** Whether the axis is logarithmic. Values of 0 or less are then not drawn. */
  logX?: boolean;
  logY?: boolean;
  /** The text alternative. Default: a description of the data. */
  alt?: string;
}

/** In pixels, unlike plotly.js's types: the dashes of "longdash" do not fit into the legend. */
const LONG_DASH = '12px,3px' as 'longdash';
/** Lines differ by dash and color, so that they are distinct in black and white. */
const DASHES = ['solid', 'dash', 'dot', 'dashdot', LONG_DASH, 'longdashdot'] as const;

/**
 * Returns lines over a common x axis.
 *
 * @throws when a line has not as many x as y.
 */
export function lineChart(options: LineChartOptions): Chart {
  const { title, x, y, lines, xNames, xRange, yRange, logX, logY, alt } = options;
  const xaxis = {
    ...axis(x, xRange),
    ...(!logX && isShortCount(lines) && { dtick: 1 }),
    ...(logX && powers(lines.map((line) => line.x))),
    ...(xNames && named(xNames)),
  };
  const yaxis = { ...axis(y, yRange), ...(logY && powers(lines.map((line) => line.y))) };
  return {
    data: lines.map((line, n) => trace(line, n)),
    layout: { ...frame(title, { xaxis, yaxis }), showlegend: lines.length > 1 },
    alt: alt ?? `${title}: ${y} over ${x}. ${lines.map(ends).join(' ')}`,
  };
}

/** Returns whether all x are whole numbers close together, such as epochs. */
function isShortCount(lines: readonly Line[]): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (const { x } of lines)
    for (const value of Array.from(x)) {
      if (!Number.isInteger(value)) return false;
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    }
  return most - least <= MOST_TICKS;
}

const MOST_TICKS = 12;

/** Returns an axis with a label at each of the whole numbers from 1. */
function named(names: readonly string[]) {
  return {
    tickmode: 'array' as const,
    tickvals: names.map((_, n) => n + 1),
    ticktext: names.map(escapeHtml),
  };
}

/**
 * Returns a logarithmic axis. It has labels at powers of ten only, where the values span two of
 * them or more.
 */
function powers(values: readonly ArrayLike<number>[]) {
  const exponents = values
    .flatMap((some) => Array.from(some))
    .filter((value) => value > 0)
    .map(Math.log10);
  const [least, most] = exponents.reduce(
    ([lo, hi], exponent) => [Math.min(lo, exponent), Math.max(hi, exponent)],
    [Infinity, -Infinity],
  );
  const crossed = Math.floor(most) - Math.ceil(least) + 1;
  const power = { type: 'log', exponentformat: 'power' } as const;
  return crossed >= 2 ? { ...power, dtick: Math.ceil(crossed / 8) } : power;
}

/** The metrics at one step of a training run. */
export interface CurvePoint {
  /** The number of training steps so far. */
  step: number;
  loss: number;
  /** The share of correct predictions, 0 to 1. */
  accuracy: number;
}

/** Options of `learningCurves`. `alt` is the alternative text. */
export interface LearningCurvesOptions {
  title: string;
  training: readonly CurvePoint[];
  validation?: readonly CurvePoint[];
  alt?: string;
}

/**
 * Returns the loss, and below it the accuracy (0 to 100 %), over the training step, for training
 * and validation.
 */
export function learningCurves({ title, training, validation = [], alt }: LearningCurvesOptions): Chart {
  const runs = [
    { name: 'training', points: training },
    { name: 'validation', points: validation },
  ].filter(({ points }) => points.length > 0);
  const steps = (points: readonly CurvePoint[]) => points.map((point) => point.step);
  const losses = runs.map(({ name, points }) => ({ name, x: steps(points), y: points.map((p) => p.loss) }));
  const accuracies = runs.map(({ name, points }) => ({
    name,
    x: steps(points),
    y: points.map((p) => 100 * p.accuracy),
  }));
  const data: Plot[] = [
    ...losses.map((line, n): Plot => ({ ...trace(line, n), legendgroup: line.name })),
    ...accuracies.map(
      (line, n): Plot => ({
        ...trace(line, n),
        xaxis: 'x2',
        yaxis: 'y2',
        legendgroup: line.name,
        showlegend: false,
      }),
    ),
  ];
  const layout: Layout = {
    ...frame(
      title,
      { xaxis: { ...axis(''), showticklabels: false }, yaxis: { ...axis('loss'), rangemode: 'tozero' } },
      560,
    ),
    grid: { rows: 2, columns: 1, pattern: 'independent', ygap: 0.12 },
    xaxis2: { ...axis('training step'), rangemode: 'tozero' },
    yaxis2: axis('accuracy (%)', [0, 100]),
    showlegend: true,
  };
  layout.xaxis = { ...layout.xaxis, rangemode: 'tozero' };
  const words = [
    `${title}: loss over training steps. ${losses.map(ends).join(' ')}`,
    `Accuracy in per cent. ${accuracies.map(ends).join(' ')}`,
  ];
  return { data, layout, alt: alt ?? words.join(' ') };
}

function trace({ name, x, y }: Line, series: number): Plot {
  if (x.length !== y.length)
    throw new Error(
      `line "${name}" has ${x.length} x and ${y.length} y: it needs as many of one as of the other`,
    );
  return {
    type: 'scatter',
    mode: x.length > 30 ? 'lines' : 'lines+markers',
    name: escapeHtml(name),
    x: Array.from(x),
    y: Array.from(y),
    line: { color: color(series), width: 2, dash: DASHES[series % DASHES.length]! },
  };
}

/** Returns the first and the last point of a line, in words. */
function ends({ name, x, y }: Line): string {
  if (y.length === 0) return `${name}: no points yet.`;
  const last = y.length - 1;
  return `${name}: from ${shown(y[0]!)} at ${shown(x[0]!)} to ${shown(y[last]!)} at ${shown(x[last]!)}.`;
}
