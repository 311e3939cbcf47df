import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { PLOTLY_MIME } from '../../plots/chart';
import { repositoryRoot } from '../../repository';
import { launchBrowser } from './browser';
import type { Notebook, Output } from './notebook';
import { environmentPython } from './python';

/** Size of a picture in a notebook, in CSS pixels: what GitHub shows without scrolling. */
const WIDTH = 760;
const HEIGHT = 420;

interface Figure {
  data: unknown[];
  layout?: { height?: number; meta?: { alt?: string } } & Record<string, unknown>;
}

/**
 * Adds to every Plotly chart among a notebook's outputs its words and, where a browser is installed, a picture,
 * which is what GitHub and others that run no scripts show. Changes the notebooks' outputs in place.
 *
 * The picture is SVG and not PNG, as JupyterLab's Plotly shows a PNG, where there is one, instead of the chart.
 *
 * @returns how many pictures were made, and whether a browser was there to make them
 */
export async function addPictures(
  notebooks: readonly Notebook[],
): Promise<{ made: number; browser: boolean }> {
  const charts = notebooks
    .flatMap((notebook) => notebook.cells.flatMap((cell) => cell.outputs ?? []))
    .filter(isChart);
  if (charts.length === 0) return { made: 0, browser: true };
  for (const chart of charts) addWords(chart);
  const browser = await launchBrowser();
  if (!browser) return { made: 0, browser: false };
  try {
    const page = await browser.newPage();
    await page.setContent('<!doctype html><meta charset="utf-8"><body></body>');
    await page.addScriptTag({ path: await plotlyScript() });
    for (const chart of charts) await addPicture(chart, page);
  } finally {
    await browser.close();
  }
  return { made: charts.length, browser: true };
}

type ChartOutput = Output & { data: Record<string, unknown> };

function isChart(output: Output): output is ChartOutput {
  return output.data?.[PLOTLY_MIME] !== undefined;
}

function figureOf(output: ChartOutput): Figure {
  return output.data[PLOTLY_MIME] as Figure;
}

function addWords(output: ChartOutput): void {
  const alt = figureOf(output).layout?.meta?.alt;
  if (alt) output.data['text/plain'] = alt;
}

async function addPicture(output: ChartOutput, page: Page): Promise<void> {
  const { data, layout = {} } = figureOf(output);
  const size = { width: WIDTH, height: layout.height ?? HEIGHT };
  output.data['image/svg+xml'] = await page.evaluate(drawPicture, {
    figure: { data, layout: { ...layout, autosize: false, ...size } },
    size,
    words: layout.meta?.alt ?? '',
  });
}

interface Plotly {
  toImage(figure: unknown, image: unknown): Promise<string>;
}

interface Picture {
  figure: unknown;
  size: { width: number; height: number };
  words: string;
}

/**
 * Runs in the browser, where Plotly is. Returns the picture as SVG that names what it shows. Plotly makes up its
 * ids with Math.random; here each picture begins with the same numbers, so that it is the same every time.
 */
async function drawPicture({ figure, size, words }: Picture): Promise<string> {
  const { Plotly } = globalThis as typeof globalThis & { Plotly: Plotly };
  let state = 1;
  Math.random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const address = await Plotly.toImage(figure, { format: 'svg', ...size });
  const source = decodeURIComponent(address.slice(address.indexOf(',') + 1));
  const picture = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', words);
  picture.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  return new XMLSerializer().serializeToString(picture);
}

/** Returns the path of plotly.js as Python's plotly package carries it: the version JupyterLab draws with. */
async function plotlyScript(): Promise<string> {
  const inquiry =
    'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("plotly").origin).parent / "package_data" / "plotly.min.js")';
  const { stdout } = await promisify(execFile)(environmentPython(repositoryRoot()), ['-c', inquiry]);
  return stdout.trim();
}
