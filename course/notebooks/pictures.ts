import spawn from 'nano-spawn';
import type { Page } from 'playwright-core';
import { PLOTLY_MIME } from '../../lib/plots/chart';
import { repositoryRoot } from '../../lib/repository';
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
 * A chart's picture is SVG and not PNG, as JupyterLab's Plotly shows a PNG, where there is one, instead of the chart. A
 * drawing is SVG already and gets a PNG: JupyterLab shows no SVG of a notebook that nobody has run yet.
 *
 * @returns how many pictures were made, and whether a browser was there to make them
 */
export async function addPictures(
  notebooks: readonly Notebook[],
): Promise<{ made: number; browser: boolean }> {
  const outputs = notebooks.flatMap((notebook) => notebook.cells.flatMap((cell) => cell.outputs ?? []));
  const charts = outputs.filter(isChart);
  const drawings = outputs.filter(isDrawing);
  if (charts.length + drawings.length === 0) return { made: 0, browser: true };
  for (const chart of charts) addWords(chart, figureOf(chart).layout?.meta?.alt);
  for (const drawing of drawings) addWords(drawing, /aria-label="([^"]*)"/.exec(sourceOf(drawing))?.[1]);
  const browser = await launchBrowser();
  if (!browser) return { made: 0, browser: false };
  try {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    await page.setContent('<!doctype html><meta charset="utf-8"><body></body>');
    await page.addScriptTag({ path: await plotlyScript() });
    for (const chart of charts) await addPicture(chart, page);
    for (const drawing of drawings) await addBitmap(drawing, page);
  } finally {
    await browser.close();
  }
  return { made: charts.length + drawings.length, browser: true };
}

type ChartOutput = Output & { data: Record<string, unknown> };

function isChart(output: Output): output is ChartOutput {
  return output.data?.[PLOTLY_MIME] !== undefined;
}

function figureOf(output: ChartOutput): Figure {
  return output.data[PLOTLY_MIME] as Figure;
}

const SVG_MIME = 'image/svg+xml';

/** A drawing is an output of its own, SVG beside nothing that draws itself. */
function isDrawing(output: Output): output is ChartOutput {
  return output.data?.[SVG_MIME] !== undefined && !isChart(output);
}

function sourceOf(drawing: ChartOutput): string {
  return [drawing.data[SVG_MIME]].flat().join('');
}

function addWords(output: ChartOutput, words: string | undefined): void {
  if (words) output.data['text/plain'] = words;
}

/** Adds a drawing as PNG, with two dots for each CSS pixel. */
async function addBitmap(drawing: ChartOutput, page: Page): Promise<void> {
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><body style="margin:0">${sourceOf(drawing)}</body>`,
  );
  const picture = page.locator('svg').first();
  const { width, height } = (await picture.boundingBox())!;
  const png = await picture.screenshot({ scale: 'device' });
  drawing.data['image/png'] = png.toString('base64');
  const size = { width: Math.round(width), height: Math.round(height) };
  drawing.metadata = { ...drawing.metadata, 'image/png': size };
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
  const { stdout } = await spawn(environmentPython(repositoryRoot()), ['-c', inquiry]);
  return stdout;
}
