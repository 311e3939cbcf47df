import type { Plot } from 'nodeplotlib';
import { escapeHtml } from '../html';
import { type Chart, shown } from './chart';

const WIDTH = 760;
const PANEL = { height: 190, left: 70, right: 30, gap: 30 };
const TOP = 64;
const BOTTOM = 40;

interface Range {
  from: number;
  to: number;
}

/** How the values of an axis are drawn. On a logarithmic one, by their exponent of ten. */
interface Scale {
  isLog: boolean;
  /** Returns what is drawn for a value; it is not finite if nothing is. */
  of(value: number): number;
  /** Returns the label of what is drawn. */
  label(drawn: number): string;
}

const LINEAR: Scale = { isLog: false, of: (value) => value, label: shown };
const LOG: Scale = { isLog: true, of: Math.log10, label: (exponent) => shown(10 ** exponent) };

/**
 * Returns the lines of a chart as a small SVG, drawn without a browser, to show while the lines
 * grow. Lines on the second y axis have a panel of their own below. Everything else in the chart
 * is left out.
 */
export function lineChartSvg({ data, layout, alt }: Chart): string {
  const panels = [...new Set(data.map(({ yaxis = 'y' }) => yaxis))];
  const height = TOP + panels.length * (PANEL.height + PANEL.gap) - PANEL.gap + BOTTOM;
  const stepScale = scaleOf(layout.xaxis);
  const steps = rangeOf(
    data.flatMap((line) => pointsOf(line, stepScale, LINEAR).map(([step]) => step)),
    stepScale,
    layout.xaxis,
  );
  const body = panels.map((name, n) => {
    const lines = data.filter(({ yaxis = 'y' }) => yaxis === name);
    const axis = name === 'y2' ? layout.yaxis2 : layout.yaxis;
    const scale = scaleOf(axis);
    const points = lines.map((line) => pointsOf(line, stepScale, scale));
    const values = rangeOf(
      points.flat().map(([, value]) => value),
      scale,
      axis,
    );
    const top = TOP + n * (PANEL.height + PANEL.gap);
    const last = n === panels.length - 1;
    return panel(lines, points, { top, steps, values, stepScale, scale, title: textOf(axis?.title), last });
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" ` +
    `aria-label="${escapeHtml(alt)}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#222222">` +
    `<rect width="100%" height="100%" fill="#FFFFFF"/>` +
    `<text x="${WIDTH / 2}" y="26" font-size="17" text-anchor="middle">${textOf(layout.title)}</text>` +
    legend(data) +
    body.join('') +
    '</svg>'
  );
}

interface Panel {
  top: number;
  steps: Range;
  values: Range;
  stepScale: Scale;
  scale: Scale;
  title: string;
  last: boolean;
}

type Point = [step: number, value: number];

/** @param points the points of each line */
function panel(lines: readonly Plot[], points: readonly Point[][], about: Panel): string {
  const { top, steps, values, stepScale, scale, title, last } = about;
  const bottom = top + PANEL.height;
  const place = (value: number, { from, to }: Range) => (value - from) / (to - from);
  const x = (step: number) => rounded(PANEL.left + place(step, steps) * (WIDTH - PANEL.left - PANEL.right));
  const y = (value: number) => rounded(bottom - place(value, values) * PANEL.height);
  const rules = ticks(values, scale).map(
    (value) =>
      `<path d="M${PANEL.left} ${y(value)}H${WIDTH - PANEL.right}" stroke="#E3E3E3"/>` +
      `<text x="${PANEL.left - 8}" y="${y(value) + 4}" text-anchor="end">${scale.label(value)}</text>`,
  );
  const labels = last
    ? ticks(steps, stepScale).map((step) => {
        const label = stepScale.label(step);
        return `<text x="${x(step)}" y="${bottom + 20}" text-anchor="middle">${label}</text>`;
      })
    : [];
  const paths = lines.map((line, n) => {
    const places = points[n]!.map(([step, value]) => `${x(step)},${y(value)}`);
    return `<polyline points="${places.join(' ')}" fill="none" stroke-width="2" stroke="${line.line?.color}"${dashOf(line)}/>`;
  });
  const name = `<text transform="translate(18 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${title}</text>`;
  const frame = `<path d="M${PANEL.left} ${top}V${bottom}H${WIDTH - PANEL.right}" fill="none" stroke="#222222"/>`;
  return [...rules, ...labels, frame, name, ...paths].join('');
}

function legend(data: readonly Plot[]): string {
  const named = data.filter(({ showlegend }) => showlegend !== false);
  const step = 130;
  const left = WIDTH / 2 - (named.length * step) / 2;
  const entries = named.map(
    (line, n) =>
      `<path d="M${left + n * step} 46h28" stroke-width="2" stroke="${line.line?.color}"${dashOf(line)}/>` +
      `<text x="${left + n * step + 34}" y="50">${line.name}</text>`,
  );
  return entries.join('');
}

function dashOf({ line }: Plot): string {
  return !line?.dash || line.dash === 'solid' ? '' : ' stroke-dasharray="7 5"';
}

/** Returns a title, which is already escaped. */
function textOf(title: string | { text?: string } | undefined): string {
  return (typeof title === 'string' ? title : title?.text) ?? '';
}

type Axis = { type?: string; range?: unknown };

function scaleOf(axis: Axis | undefined): Scale {
  return axis?.type === 'log' ? LOG : LINEAR;
}

/** Returns the points of a line as they are drawn. Those that are not finite are left out. */
function pointsOf({ x, y }: Plot, stepScale: Scale, scale: Scale): Point[] {
  const values = Array.from((y ?? []) as ArrayLike<number>);
  return Array.from((x ?? []) as ArrayLike<number>).flatMap((step, n): Point[] => {
    const point: Point = [stepScale.of(step), scale.of(values[n]!)];
    return point.every(Number.isFinite) ? [point] : [];
  });
}

/**
 * Returns the range of an axis, or else that of all values, and of zero on a linear axis; never an
 * empty one.
 */
function rangeOf(values: readonly number[], { isLog }: Scale, axis: Axis | undefined): Range {
  const given = (axis?.range ?? []) as number[];
  if (given.length === 2) return { from: given[0]!, to: given[1]! };
  const start = isLog ? (values[0] ?? 0) : 0;
  const from = values.reduce((least, value) => Math.min(least, value), start);
  const to = values.reduce((most, value) => Math.max(most, value), from);
  return { from, to: to > from ? to : from + 1 };
}

/** Returns four to nine round numbers in a range; whole exponents, if it spans two or more. */
function ticks({ from, to }: Range, { isLog }: Scale): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const step = isLog && to - from >= 1 ? Math.ceil(round) : round;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => (first + n) * step);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
