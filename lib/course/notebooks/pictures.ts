import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { PLOTLY_MIME } from '../../plots/show';
import { repositoryRoot } from '../../repository';
import { launchBrowser } from './browser';
import type { Notebook, Output } from './notebook';
import { environmentPython } from './python';

/** Size of a picture in a notebook, in CSS pixels: what GitHub shows without scrolling. */
const WIDTH = 760;
const HEIGHT = 420;
const SHARPNESS = 2; // picture pixels a CSS pixel

interface Figure {
  data: unknown[];
  layout?: { height?: number; meta?: { alt?: string } } & Record<string, unknown>;
}

/**
 * Adds to every Plotly chart among a notebook's outputs its words and, where a browser is installed, a picture,
 * which is what GitHub and others that run no scripts show. Changes the notebooks' outputs in place.
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
  output.data['image/png'] = await page.evaluate(drawPicture, {
    figure: { data, layout: { ...layout, autosize: false, ...size } },
    image: { format: 'png', scale: SHARPNESS, ...size },
  });
  output.metadata = { ...output.metadata, 'image/png': { ...size, alt: layout.meta?.alt ?? '' } };
}

interface Plotly {
  toImage(figure: unknown, image: unknown): Promise<string>;
}

/** Runs in the browser, where Plotly is. Returns the picture in base64. */
async function drawPicture({ figure, image }: { figure: unknown; image: unknown }): Promise<string> {
  const { Plotly } = globalThis as typeof globalThis & { Plotly: Plotly };
  return (await Plotly.toImage(figure, image)).replace(/^data:image\/png;base64,/, '');
}

/** Returns the path of plotly.js as Python's plotly package carries it: the version JupyterLab draws with. */
async function plotlyScript(): Promise<string> {
  const inquiry =
    'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("plotly").origin).parent / "package_data" / "plotly.min.js")';
  const { stdout } = await promisify(execFile)(environmentPython(repositoryRoot()), ['-c', inquiry]);
  return stdout.trim();
}
