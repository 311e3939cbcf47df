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

/**
 * Returns the lines of a chart as a small SVG, drawn without a browser, to show while the lines
 * grow. Lines on the second y axis have a panel of their own below. Everything else in the chart
 * is left out.
 */
export function lineChartSvg({ data, layout, alt }: Chart): string {
  const panels = [...new Set(data.map(({ yaxis = 'y' }) => yaxis))];
  const height = TOP + panels.length * (PANEL.height + PANEL.gap) - PANEL.gap + BOTTOM;
  const steps = rangeOf(data.flatMap(({ x }) => numbers(x)));
  const body = panels.map((name, n) => {
    const lines = data.filter(({ yaxis = 'y' }) => yaxis === name);
    const axis = name === 'y2' ? layout.yaxis2 : layout.yaxis;
    const [from, to] = (axis?.range ?? []) as number[];
    const values =
      from === undefined || to === undefined ? rangeOf(lines.flatMap(({ y }) => numbers(y))) : { from, to };
    const top = TOP + n * (PANEL.height + PANEL.gap);
    return panel(lines, { top, steps, values, title: textOf(axis?.title), last: n === panels.length - 1 });
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
  title: string;
  last: boolean;
}

function panel(lines: readonly Plot[], { top, steps, values, title, last }: Panel): string {
  const bottom = top + PANEL.height;
  const place = (value: number, { from, to }: Range) => (value - from) / (to - from);
  const x = (step: number) => rounded(PANEL.left + place(step, steps) * (WIDTH - PANEL.left - PANEL.right));
  const y = (value: number) => rounded(bottom - place(value, values) * PANEL.height);
  const rules = ticks(values).map(
    (value) =>
      `<path d="M${PANEL.left} ${y(value)}H${WIDTH - PANEL.right}" stroke="#E3E3E3"/>` +
      `<text x="${PANEL.left - 8}" y="${y(value) + 4}" text-anchor="end">${shown(value)}</text>`,
  );
  const labels = last
    ? ticks(steps).map(
        (step) => `<text x="${x(step)}" y="${bottom + 20}" text-anchor="middle">${shown(step)}</text>`,
      )
    : [];
  const paths = lines.map((line) => {
    const values = numbers(line.y);
    const points = numbers(line.x).map((step, n) => `${x(step)},${y(values[n]!)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke-width="2" stroke="${line.line?.color}"${dashOf(line)}/>`;
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

function numbers(values: Plot['x']): number[] {
  return Array.from((values ?? []) as ArrayLike<number>).filter(Number.isFinite);
}

/** Returns the range of all values and zero; never an empty range. */
function rangeOf(values: readonly number[]): Range {
  const from = values.reduce((least, value) => Math.min(least, value), 0);
  const to = values.reduce((most, value) => Math.max(most, value), from);
  return { from, to: to > from ? to : from + 1 };
}

/** Returns four to nine round numbers in a range. */
function ticks({ from, to }: Range): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => (first + n) * step);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
