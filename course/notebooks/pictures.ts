import spawn from 'nano-spawn';
import type { Page } from 'playwright-core';
import { PLOTLY_MIME } from '../../lib/plots/chart';
import { installedPython } from '../../lib/python';
import { repositoryRoot } from '../../lib/repository';
import { launchBrowser } from './browser';
import type { Notebook, Output } from './notebook';

/** The size of a picture in CSS pixels: what GitHub shows without scrolling. */
const WIDTH = 760;
const HEIGHT = 420;

interface Figure {
  data: unknown[];
  layout?: { height?: number; meta?: { alt?: string } } & Record<string, unknown>;
}

/**
 * Adds an alt text and, if a browser is installed, a picture to each Plotly chart and drawing in
 * the outputs of notebooks. GitHub and other sites that run no scripts show the picture. The
 * outputs are changed in place.
 *
 * The picture of a chart is SVG: JupyterLab would show a PNG instead of the interactive chart. A
 * drawing is already SVG and gets a PNG: JupyterLab shows no SVG in a notebook that is not
 * trusted.
 *
 * @returns the number of pictures, and whether a browser is installed
 */
export async function addPictures(
  notebooks: readonly Notebook[],
): Promise<{ made: number; browser: boolean }> {
  const outputs = notebooks.flatMap((notebook) => notebook.cells.flatMap((cell) => cell.outputs ?? []));
  const charts = outputs.filter(isChart);
  const drawings = outputs.filter(isDrawing);
  if (charts.length + drawings.length === 0) return { made: 0, browser: true };
  for (const chart of charts) addAltText(chart, figureOf(chart).layout?.meta?.alt);
  for (const drawing of drawings) addAltText(drawing, /aria-label="([^"]*)"/.exec(sourceOf(drawing))?.[1]);
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

/** Returns whether an output is a drawing: SVG without a chart. */
function isDrawing(output: Output): output is ChartOutput {
  return output.data?.[SVG_MIME] !== undefined && !isChart(output);
}

function sourceOf(drawing: ChartOutput): string {
  return [drawing.data[SVG_MIME]].flat().join('');
}

function addAltText(output: ChartOutput, alt: string | undefined): void {
  if (alt) output.data['text/plain'] = alt;
}

/** Adds a drawing as PNG, with two device pixels per CSS pixel. */
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
  output.data[SVG_MIME] = await page.evaluate(drawPicture, {
    figure: { data, layout: { ...layout, autosize: false, ...size } },
    size,
    alt: layout.meta?.alt ?? '',
  });
}

/** The function of plotly.js that is used here. */
interface Plotly {
  toImage(figure: unknown, image: unknown): Promise<string>;
}

interface Picture {
  figure: unknown;
  size: { width: number; height: number };
  alt: string;
}

/**
 * Returns a chart as SVG with an alt text. It runs in the browser, where Plotly is loaded. Plotly
 * takes ids from Math.random, which is seeded here, so that each run gives the same picture.
 */
async function drawPicture({ figure, size, alt }: Picture): Promise<string> {
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
  picture.setAttribute('aria-label', alt);
  picture.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  return new XMLSerializer().serializeToString(picture);
}

/** Returns the path of the plotly.js that JupyterLab uses, in the Python package plotly. */
async function plotlyScript(): Promise<string> {
  const inquiry =
    'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("plotly").origin).parent / "package_data" / "plotly.min.js")';
  const { stdout } = await spawn(installedPython(repositoryRoot()), ['-c', inquiry]);
  return stdout;
}
