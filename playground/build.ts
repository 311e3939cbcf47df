/** Builds the playground: the front page of the site. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { type Plugin, build as viteBuild } from 'vite';
import { readGeneralRecord } from '../experiments/general/record';
import { repositoryRoot } from '../lib/repository';
import { bundledModel } from '../packages/build-runtime';

const FOLDER = join(repositoryRoot(), 'playground');

/**
 * Builds the playground into a folder. Other files of the folder stay.
 *
 * - `index.html`, `icon.svg`
 * - `assets/`: scripts, styles, workers and the model. Their names contain their digests
 * - `service-worker.js`
 *
 * @throws if the bundled model has no record
 */
export async function buildPlayground(out: string): Promise<void> {
  const work = join(repositoryRoot(), '.sentiment-lab', 'playground');
  mkdirSync(work, { recursive: true });
  const model = join(work, 'model.bin');
  writeFileSync(model, bundledModel());
  const built = await viteBuild({
    root: FOLDER,
    base: './',
    configFile: false,
    logLevel: 'error',
    cacheDir: join(work, 'cache'),
    resolve: {
      extensions: ['.browser.ts', '.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    plugins: [wasmBytes(), noNode(), bundled(model, await recordedFigures())],
    worker: { format: 'es', plugins: () => [wasmBytes(), noNode()] },
    build: {
      outDir: out,
      emptyOutDir: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      reportCompressedSize: false,
    },
  });
  await buildServiceWorker(out, assetsOf(built));
}

/** Imports `lstm.wasm` as its bytes, as the build of `lstm-sentiment` does. */
function wasmBytes(): Plugin {
  return {
    name: 'wasm-bytes',
    enforce: 'pre',
    load(id) {
      if (!/[/]runtime[/].*[.]wasm$/.test(id.replaceAll('\\', '/'))) return undefined;
      const text = readFileSync(id).toString('base64');
      return `export default Uint8Array.from(atob('${text}'), (character) => character.charCodeAt(0));`;
    },
  };
}

/** Replaces Node's modules: what uses them is not called in browsers, and most is left out. */
function noNode(): Plugin {
  const load = createRequire(__filename);
  return {
    name: 'no-node',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith('node:') ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith('\0node:')) return undefined;
      const names = Object.keys(load(id.slice(1))).filter((name) => /^\w+$/.test(name) && name !== 'default');
      return `export default undefined;\nconst none = undefined;\nexport { ${names.map((name) => `none as ${name}`).join(', ')} };`;
    },
  };
}

/** Provides the URL of the bundled model, and its recorded accuracy, as modules. */
function bundled(model: string, figures: unknown): Plugin {
  const name = 'virtual:figures';
  return {
    name: 'bundled',
    enforce: 'pre',
    resolveId(id) {
      if (id === 'bundled-model?url') return `${model}?url`;
      return id === name ? `\0${name}` : undefined;
    },
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(figures)};` : undefined),
  };
}

async function recordedFigures(): Promise<unknown> {
  const scores = (await readGeneralRecord())?.scores;
  const { tweets, sentences } = scores ?? {};
  if (!tweets?.threeClasses || !sentences?.threeClasses)
    throw new Error(
      'results/general/general.json has no scores for three classes: run npm run bundle-model -- --general',
    );
  return { tweets: tweets.threeClasses, sentences: sentences.threeClasses };
}

/** Returns the paths of what a build has written into `assets/`. */
function assetsOf(built: Awaited<ReturnType<typeof viteBuild>>): string[] {
  if (!('output' in built)) throw new Error('Vite has not built one page');
  return built.output
    .map(({ fileName }) => fileName)
    .filter((file) => file.startsWith('assets/'))
    .sort();
}

/** The model, which the page itself puts into a cache. */
const MODEL = /[.]bin$/;
/** What the page needs before one opens "Teach it". The other files are kept once they are used. */
const AT_FIRST = /[/](index|compare|worker)-/;

async function buildServiceWorker(out: string, assets: readonly string[]): Promise<void> {
  const models = assets.filter((file) => MODEL.test(file));
  const atFirst = assets.filter((file) => AT_FIRST.test(file));
  const onDemand = assets.filter((file) => !models.includes(file) && !atFirst.includes(file));
  const precached = [
    ...['index.html', 'icon.svg'].map((url) => ({ url, revision: digestOf(join(out, url)) })),
    ...atFirst.map((url) => ({ url, revision: null })),
  ];
  await bundle({
    entryPoints: [join(FOLDER, 'service-worker.ts')],
    outfile: join(out, 'service-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: {
      PRECACHED: JSON.stringify(precached),
      KEPT: JSON.stringify({ models, onDemand }),
      'process.env.NODE_ENV': '"production"',
    },
    logLevel: 'warning',
  });
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}
