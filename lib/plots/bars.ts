import type { Layout } from 'nodeplotlib';
import { escapeHtml } from '../html';
import { axis, type Chart, color, frame, shown } from './chart';

/** One bar of a bar chart. */
export interface Bar {
  name: string;
  value: number;
  /** Drawn as a whisker of this length above and below the value, in the value's unit. */
  standardError?: number;
}

/** Options of `barChart`. `alt` is the alternative text. */
export interface BarChartOptions {
  title: string;
  /** What the bars measure, with its unit: `accuracy (%)`. */
  y: string;
  bars: Bar[];
  /** A value to beat, as a dashed line: the majority class, say. */
  baseline?: { name: string; value: number };
  yRange?: readonly [number, number];
  alt?: string;
}

/** Returns bars from zero, each with its value written beneath its name, beside a baseline. */
export function barChart({ title, y, bars, baseline, yRange, alt }: BarChartOptions): Chart {
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
        xref: 'paper',
        x: 1,
        xanchor: 'right',
        y: value,
        yanchor: 'bottom',
        showarrow: false,
        text: `${escapeHtml(name)}: ${shown(value)}`,
        bgcolor: '#FFFFFF',
        bordercolor: '#000000',
        borderpad: 3,
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

function written({ value, standardError }: Bar): string {
  if (!standardError) return shown(value);
  const digits = Math.max(0, 1 - Math.floor(Math.log10(standardError))); // two of the error's, and as many of the value's
  const fixed = (n: number) =>
    Number(n.toFixed(digits)).toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  return `${fixed(value)} ± ${fixed(standardError)}`;
}
