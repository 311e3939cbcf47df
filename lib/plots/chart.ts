import type { Layout, Plot } from 'nodeplotlib';
import { escapeHtml } from '../html';

/** What Jupyter calls a Plotly chart. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** A chart as data: what Plotly draws, in nodeplotlib's types, and what it shows in words. */
export interface Chart {
  data: Plot[];
  layout: Layout;
  /** One or two sentences for whoever does not see the picture. */
  alt: string;
}

/** Okabe and Ito's colours, which stay apart for every kind of colour vision, those that read on white first. */
export const COLORS = [
  '#0072B2', // blue
  '#D55E00', // vermillion
  '#009E73', // bluish green
  '#CC79A7', // reddish purple
  '#E69F00', // orange
  '#56B4E9', // sky blue
  '#000000',
] as const;

/** Returns the palette's colour for the n-th series, counted from 0; after the last it starts again. */
export function color(series: number): string {
  return COLORS[series % COLORS.length]!;
}

const INK = '#222222';
const GRID = '#E3E3E3';

/** An axis as every chart here has it: a title with its unit, a thin grid, room for its own labels. */
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
 * Returns the layout that all charts share: white and opaque, so that it reads on a dark page too, as wide as
 * its column, with title and legend above the plot.
 *
 * @param height of the whole picture, in CSS pixels
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

/** Returns a number for a table of numbers: thousands separated, with so many decimals. */
export function fixed(value: number, decimals: number): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return value.toLocaleString('en-US', options);
}

/** Returns a number for a label or a sentence: thousands separated, at most `digits` significant digits. */
export function shown(value: number, digits = 4): string {
  if (value !== 0 && Math.abs(value) < 1e-6) return value.toExponential(1);
  const rounded = Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 10 });
}
