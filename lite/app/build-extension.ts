/** Builds the extension of JupyterLite: the kernel, and what draws charts. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../../lib/repository';

const NAME = 'sentiment-lab-kernel';

/**
 * Builds the extension into a folder `labextensions`.
 *
 * JupyterLab loads an extension as a container of module federation. Ours is one file and written
 * by hand (`remote-entry.ts`), so it needs no bundler of JupyterLab.
 *
 * @param environment the Python environment, which has the extension of Plotly
 */
export async function buildExtension(environment: string, labextensions: string): Promise<void> {
  const folder = join(labextensions, NAME);
  rmSync(folder, { recursive: true, force: true });
  const { outputFiles } = await build({
    absWorkingDir: join(repositoryRoot(), 'lite', 'app'),
    entryPoints: ['remote-entry.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    define: { PLOTLY_ENTRY: JSON.stringify(copyPlotly(environment, folder)) },
    logLevel: 'warning',
  });
  const code = outputFiles[0]!.contents;
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const entry = `static/remoteEntry.${digest}.js`;
  mkdirSync(join(folder, 'static'), { recursive: true });
  writeFileSync(join(folder, entry), code);
  const manifest = {
    name: NAME,
    version: '0.1.0',
    description: 'The TypeScript kernel of Sentiment Lab in a browser tab',
    license: 'Apache-2.0',
    jupyterlab: {
      extension: true,
      _build: { load: entry, extension: './extension', mimeExtension: './mimeExtension' },
    },
    jupyterlite: { liteExtension: true },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Copies the extension of Plotly, and returns its entry, relative to that of ours. */
function copyPlotly(environment: string, folder: string): string {
  const from = join(environment, 'share', 'jupyter', 'labextensions', 'jupyterlab-plotly');
  const { jupyterlab } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
    jupyterlab: { _build: { load: string } };
  };
  cpSync(join(from, 'static'), join(folder, 'static', 'plotly'), { recursive: true });
  return jupyterlab._build.load.replace(/^static[/]/, 'plotly/');
}
