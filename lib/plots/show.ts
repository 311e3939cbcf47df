import type { Display } from 'tslab';
import { cellSignal } from '../interrupt';
import { type Chart, PLOTLY_MIME } from './chart';
import type { Drawing } from './drawing';
import { lineChartSvg } from './line-chart-svg';
import { makePrivate } from './private-page';

/** Text with highlighted words, as HTML on a white background, and a text alternative. */
export interface MarkedText {
  html: string;
  alt: string;
}

/**
 * Shows a chart, a drawing or a highlighted text: below the running cell in a notebook. Elsewhere
 * nodeplotlib serves it on this machine, to who has its token, and opens the browser; of a
 * highlighted text, only the text alternative is printed.
 */
export function show(picture: Chart | Drawing | MarkedText): void {
  if ('html' in picture) {
    if (cellSignal()) tslab().display.html(picture.html);
    else console.log(picture.alt);
    return;
  }
  if (!cellSignal()) {
    const { data, layout } = 'svg' in picture ? framed(picture) : picture;
    nodeplotlib().plot(data, layout);
  } else if ('svg' in picture) tslab().display.svg(picture.svg);
  else draw(picture, tslab().display);
}

/** @throws when it is not installed: the package `sentiment-lab` does not depend on it */
function nodeplotlib(): typeof import('nodeplotlib') {
  let file: string;
  try {
    file = require.resolve('nodeplotlib');
  } catch (error) {
    throw new Error('charts outside of notebooks need the package nodeplotlib: npm install nodeplotlib', {
      cause: error,
    });
  }
  makePrivate(file);
  return require('nodeplotlib') as typeof import('nodeplotlib');
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

/** A chart of lines that is redrawn while they grow. */
export interface LiveChart {
  /**
   * Draws the chart. Updates that come faster than `interval` are skipped, except for the last
   * one.
   */
  update(chart: Chart): void;
  /** Draws the last update as `show` does. */
  finish(): void;
}

/**
 * Returns a chart that is updated in place below the running cell. While the lines grow it is
 * drawn as SVG, because JupyterLab does not draw a Plotly chart again; at the end it becomes a
 * Plotly chart. Call `finish()` at the end, also after an error (`try ... finally`).
 *
 * @param interval the shortest time between two updates, in milliseconds
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

/**
 * Plotly keeps `layout.meta` for applications. The notebook builder reads the text alternative
 * there.
 */
function draw({ data, layout, alt }: Chart, display: Display): void {
  const figure: unknown = { data, layout: { ...layout, meta: { alt } }, config: { displaylogo: false } };
  display.raw(PLOTLY_MIME, figure as string); // JSON types need the object, unlike raw()'s type
}

/** Returns the module tslab, which can be loaded in its own kernel only. */
function tslab(): typeof import('tslab') {
  return require('tslab') as typeof import('tslab');
}
