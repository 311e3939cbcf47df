import type { Layout } from 'nodeplotlib';
import { escapeHtml } from '../html';
import { axis, type Chart, color, fixed, frame, shown } from './chart';

/** One bar of a bar chart. */
export interface Bar {
  name: string;
  value: number;
  /** The standard error of the value, in the value's unit. Drawn as an error bar. */
  standardError?: number;
}

/** Options of `barChart`. `alt` is the alternative text. */
export interface BarChartOptions {
  title: string;
  /** The title of the y axis, with the unit: `accuracy (%)`. */
  y: string;
  bars: Bar[];
  /** A value to compare with, such as the majority-class baseline. Drawn as a dashed line. */
  baseline?: { name: string; value: number };
  /** The range of the y axis. Default: from 0 to the largest value. */
  yRange?: readonly [number, number];
  /** The text alternative. Default: a description of the data. */
  alt?: string;
}

/**
 * Returns a bar chart. Each value is also written below its name, all with the same number of
 * decimals, unless the values differ too much in size.
 */
export function barChart({ title, y, bars, baseline, yRange, alt }: BarChartOptions): Chart {
  const decimals = commonDecimals(bars);
  const written = (bar: Bar) => writtenWith(bar, decimals);
  const labels = bars.map((bar) => `${escapeHtml(bar.name)}<br><b>${escapeHtml(written(bar))}</b>`);
  const layout: Layout = {
    ...frame(title, {
      xaxis: axis(''),
      yaxis: { ...axis(y, yRange), ...(!yRange && { rangemode: 'tozero' as const }) },
    }),
    showlegend: false,
    bargap: 0.45,
  };
  if (baseline) {
    const { name, value } = baseline;
    layout.shapes = [
      {
        type: 'line',
        xref: 'paper',
        x0: 0,
        x1: 1,
        y0: value,
        y1: value,
        line: { dash: 'dash', width: 2, color: '#000000' },
      },
    ];
    layout.annotations = [
      {
        // above the plot, where no bar is
        xref: 'paper',
        x: 1,
        xanchor: 'right',
        yref: 'paper',
        y: 1,
        yanchor: 'bottom',
        showarrow: false,
        text: `dashed line: ${escapeHtml(name)}, ${shown(value)}`,
      },
    ];
  }
  const sentences = [
    `${title}: ${y}.`,
    ...bars.map((bar) => `${bar.name}: ${written(bar)}.`),
    ...(baseline ? [`Baseline, ${baseline.name}: ${shown(baseline.value)}.`] : []),
  ];
  return {
    data: [
      {
        type: 'bar',
        x: labels,
        y: bars.map((bar) => bar.value),
        error_y: {
          type: 'data',
          array: bars.map((bar) => bar.standardError ?? 0),
          visible: bars.some((bar) => bar.standardError),
          color: '#222222',
        },
        marker: { color: color(0) },
        hovertemplate: '%{x}<extra></extra>',
      },
    ],
    layout,
    alt: alt ?? sentences.join(' '),
  };
}

/** Returns the value with its error. `decimals` undefined: with as many as it needs itself. */
function writtenWith(bar: Bar, decimals = decimalsOf(bar)): string {
  const { value, standardError } = bar;
  if (!standardError) return value !== 0 && Math.abs(value) < 1e-6 ? shown(value) : fixed(value, decimals);
  return `${fixed(value, decimals)} ± ${fixed(standardError, decimals)}`;
}

/** Returns how many decimals a value needs: for two digits of its error, or four of its own. */
function decimalsOf({ value, standardError }: Bar): number {
  if (standardError) return Math.max(0, 1 - Math.floor(Math.log10(standardError)));
  return /[.](\d+)$/.exec(shown(value))?.[1]?.length ?? 0;
}

/**
 * Returns the number of decimals that suits all bars: that of the one which needs the most. The
 * largest value gets four digits, unless its error asks for more. Undefined if a small value would
 * then have fewer than two.
 */
function commonDecimals(bars: readonly Bar[]): number | undefined {
  const sizes = bars.map(({ value }) => Math.abs(value));
  const whole = Math.max(1, Math.floor(Math.log10(Math.max(...sizes))) + 1);
  const needed = Math.max(0, ...bars.map(decimalsOf));
  const haveErrors = bars.some(({ standardError }) => standardError);
  const decimals = haveErrors ? needed : Math.min(needed, Math.max(0, 4 - whole));
  return sizes.every((size) => size === 0 || size >= 10 ** (1 - decimals)) ? decimals : undefined;
}
