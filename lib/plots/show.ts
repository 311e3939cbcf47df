import type { Display } from 'tslab';
import { cellSignal } from '../interrupt';
import { type Chart, PLOTLY_MIME } from './chart';
import type { Drawing } from './drawing';
import { lineChartSvg } from './line-chart-svg';

/** Text with marks, as HTML on a white ground, and what it says in words. */
export interface MarkedText {
  html: string;
  alt: string;
}

/**
 * Shows a chart, a drawing or a marked text: under the running cell in a notebook, else with nodeplotlib, which serves a page
 * on this machine and opens the browser on it; of a marked text it then prints the words.
 */
export function show(picture: Chart | Drawing | MarkedText): void {
  if ('html' in picture) {
    if (cellSignal()) tslab().display.html(picture.html);
    else console.log(picture.alt);
    return;
  }
  if (!cellSignal()) {
    const { data, layout } = 'svg' in picture ? framed(picture) : picture;
    (require('nodeplotlib') as typeof import('nodeplotlib')).plot(data, layout);
  } else if ('svg' in picture) tslab().display.svg(picture.svg);
  else draw(picture, tslab().display);
}

/** Returns a drawing as the background of an empty chart. */
function framed({ svg, alt }: Drawing): Chart {
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  const place = { xref: 'paper', yref: 'paper', x: 0, y: 1, sizex: 1, sizey: 1, layer: 'above' } as const;
  const hidden = { visible: false };
  return {
    data: [{ type: 'scatter', x: [], y: [] }],
    layout: { xaxis: hidden, yaxis: hidden, images: [{ source, ...place }] },
    alt,
  };
}

/** A chart of lines that is drawn again while they grow. */
export interface LiveChart {
  /** Takes the chart as it is now; what comes faster than `interval` is drawn once, with the latest data. */
  update(chart: Chart): void;
  /** Draws the last update as `show` does, also outside a notebook. */
  finish(): void;
}

/**
 * Returns a chart that is updated in place under the running cell: as a sketch while it grows, since JupyterLab
 * does not draw a Plotly chart a second time, and as the chart itself at last. Call `finish()` when the work is
 * done, also after an error (`try ... finally`).
 *
 * @param interval shortest time between two drawings, in milliseconds
 */
export function liveChart(interval = 1000): LiveChart {
  const display = cellSignal() && tslab().newDisplay();
  let latest: Chart | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update(chart) {
      latest = chart;
      if (!display || performance.now() - drawnAt < interval) return;
      display.svg(lineChartSvg(chart));
      drawnAt = performance.now();
    },
    finish() {
      if (!latest) return;
      if (display) draw(latest, display);
      else show(latest);
      latest = undefined;
    },
  };
}

/** `layout.meta` is Plotly's place for what it does not draw itself; the notebook builder finds the words there. */
function draw({ data, layout, alt }: Chart, display: Display): void {
  const figure: unknown = { data, layout: { ...layout, meta: { alt } }, config: { displaylogo: false } };
  display.raw(PLOTLY_MIME, figure as string); // typed for text and bytes, but JSON types need the object itself
}

/** tslab answers only inside its kernel, so it is asked for there and nowhere else. */
function tslab(): typeof import('tslab') {
  return require('tslab') as typeof import('tslab');
}
