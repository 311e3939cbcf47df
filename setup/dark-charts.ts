import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../lib/files/make-folder';
import { darkCharts, darkDrawings, darkTexts, HIGHLIGHTED_STYLE } from '../lib/plots/dark-page';

const NAME = 'sentiment-lab-dark-charts';

/** JupyterLab's attribute of a page with a dark theme. */
const DARK = 'body[data-jp-theme-light="false"]';

/** Drawings. JPEG is not among them: photos keep their colors. */
const DRAWINGS = ':is(.jp-RenderedSVG, .jp-RenderedImage) > :is(svg, img:not([src^="data:image/jpeg"]))';

/** Returns the style sheet for outputs of notebooks in JupyterLab's dark themes. */
function darkOutputs(): string {
  return (
    darkCharts(`${DARK} .js-plotly-plot`) +
    darkDrawings(`${DARK} .jp-OutputArea ${DRAWINGS}`) +
    darkTexts(`${DARK} .jp-RenderedHTML div[style^="${HIGHLIGHTED_STYLE}"]`)
  );
}

/**
 * Installs an extension of JupyterLab that is only a style sheet: charts, drawings and highlighted
 * texts become dark in dark themes. JupyterLite takes it too. The outputs stay as they are, so
 * other programs that show the notebooks are not affected. Does nothing if it is up to date.
 *
 * @param labextensions the folder `share/jupyter/labextensions` of a Python environment
 */
export function installDarkCharts(labextensions: string): void {
  const code = entry(darkOutputs());
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const load = `static/remoteEntry.${digest}.js`;
  const manifest = {
    name: NAME,
    version: '0.1.0',
    description: 'Dark charts for the dark themes of JupyterLab',
    license: 'Apache-2.0',
    jupyterlab: { extension: true, _build: { load, style: './style' } },
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const folder = join(labextensions, NAME);
  const file = join(folder, 'package.json');
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  rmSync(folder, { recursive: true, force: true });
  makeFolder(join(folder, 'static'));
  writeFileSync(join(folder, load), code);
  writeFileSync(file, text); // last: JupyterLab finds the extension by it
}

/** Returns the entry of the extension: a container of module federation with one module. */
function entry(css: string): string {
  return `(globalThis._JUPYTERLAB ??= {})[${JSON.stringify(NAME)}] = {
  init() {},
  async get() {
    const style = document.createElement('style');
    style.textContent = ${JSON.stringify(css)};
    document.head.append(style);
    return () => ({});
  },
};
`;
}
