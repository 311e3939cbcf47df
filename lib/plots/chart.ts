import type { Layout, Plot } from 'nodeplotlib';
import { escapeHtml } from '../html';

/** The MIME type of Plotly charts in Jupyter. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** A chart: the data and layout for Plotly, in nodeplotlib's types, and a text alternative. */
export interface Chart {
  data: Plot[];
  layout: Layout;
  /** A description in one or two sentences for readers who do not see the chart. */
  alt: string;
}

/** Okabe and Ito's palette for all kinds of color vision, ordered by contrast with white. */
export const COLORS = [
  '#0072B2', // blue
  '#D55E00', // vermillion
  '#009E73', // bluish green
  '#CC79A7', // reddish purple
  '#E69F00', // orange
  '#56B4E9', // sky blue
  '#000000',
] as const;

/** Returns the color of series `series`, counted from 0. After the last color it starts again. */
export function color(series: number): string {
  return COLORS[series % COLORS.length]!;
}

/** The color of axes, lines and text. */
export const INK = '#222222';
const GRID = '#E3E3E3';

/** Returns an axis in the style of all charts. `title` includes the unit. */
export function axis(title: string, range?: readonly [number, number]): NonNullable<Layout['xaxis']> {
  return {
    title: { text: escapeHtml(title), standoff: 12 },
    automargin: true,
    gridcolor: GRID,
    linecolor: INK,
    showline: true,
    zeroline: false,
    ticks: 'outside',
    tickcolor: INK,
    ...(range && { range: [...range] }),
  };
}

/**
 * Returns the layout that all charts share: an opaque white background, readable on a dark page
 * too; the width of the page; title and legend above the plot. Plotly does not know the theme of
 * the page. Where the page is ours, `darkCharts` in `dark-page.ts` has a style sheet for dark ones.
 *
 * @param height the height of the chart, in CSS pixels
 */
export function frame(title: string, axes: Pick<Layout, 'xaxis' | 'yaxis'>, height = 420): Layout {
  return {
    title: { text: escapeHtml(title), x: 0.5, xanchor: 'center', font: { size: 17, color: INK } },
    font: { family: 'Helvetica, Arial, "Liberation Sans", sans-serif', size: 13, color: INK },
    paper_bgcolor: '#FFFFFF',
    plot_bgcolor: '#FFFFFF',
    autosize: true,
    height,
    margin: { l: 70, r: 30, t: 80, b: 60 },
    legend: { orientation: 'h', x: 0.5, xanchor: 'center', y: 1.02, yanchor: 'bottom' },
    ...axes,
  };
}

/**
 * Returns a number with thousands separators and the given number of decimals. It rounds as
 * `toFixed` does, as the tables beside a chart do: 91.005 is 91.00 (a little less in binary), for
 * which `toLocaleString` alone has 91.01.
 */
export function fixed(value: number, decimals: number): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return Number(value.toFixed(decimals)).toLocaleString('en-US', options);
}

/**
 * Returns a number with thousands separators and at most `digits` significant digits, for labels
 * and sentences.
 */
export function shown(value: number, digits = 4): string {
  if (value !== 0 && Math.abs(value) < 1e-6) return value.toExponential(1);
  const rounded = Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 10 });
}
