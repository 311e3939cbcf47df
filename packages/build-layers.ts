import { cpSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { repositoryRoot } from '../lib/repository';
import { writeDeclarations } from './declarations';
import type { PackageSource } from './pack';

/** The package `tfjs-fast-lstm`. */
export const LAYERS: PackageSource = {
  folder: layersFolder(),
  build: buildLayers,
  manifest: {
    browser: undefined, // the build has replaced the modules
    main: './dist/index.cjs',
    types: './dist/types/index.d.ts',
    exports: {
      '.': {
        node: {
          import: { types: './dist/types/index.d.mts', default: './dist/index.mjs' },
          require: { types: './dist/types/index.d.ts', default: './dist/index.cjs' },
        },
        default: { types: './dist/types/index.d.mts', default: './dist/browser.mjs' },
      },
      './node-23': { types: './dist/types/node-23.d.ts', default: './dist/node-23.cjs' },
      './fast-lstm.wasm': './dist/prebuilt/fast-lstm.wasm',
      './package.json': './package.json',
    },
    // A bundle has both recurrent layers, so that it can load their models, and others if it uses
    // them.
    sideEffects: ['*.cjs', 'index.mjs', 'browser.mjs', 'fast-lstm.mjs', 'fast-gru.mjs'].map(
      (file) => `./dist/${file}`,
    ),
  },
};

/** Returns the folder of the sources of the package `tfjs-fast-lstm`. */
export function layersFolder(): string {
  return join(repositoryRoot(), 'lib', 'layers');
}

/**
 * Builds `tfjs-fast-lstm` into the folder `dist`:
 *
 * - `index.cjs` for Node, and `index.mjs`, which exports the same module: were there two, each
 *   would have its own layers and word vectors
 * - `browser.mjs` for everything else, and a file for each module, so that bundlers can leave out
 *   layers that are not used. It fetches the WebAssembly kernel
 * - `node-23.cjs`
 * - `prebuilt/`, the compiled kernels, which both find beside themselves
 * - `types/`, declarations for both
 */
async function buildLayers(dist: string): Promise<void> {
  await build({
    ...OPTIONS,
    entryPoints: ['index.ts', 'node-23.ts'],
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
  });
  const names = await buildForBrowsers(dist);
  writeFileSync(join(dist, 'index.mjs'), `export {\n  ${names.join(',\n  ')}\n} from './index.cjs';\n`);
  await writeDeclarations(layersFolder(), ['index.ts', 'node-23.ts'], join(dist, 'types'));
  cpSync(join(layersFolder(), 'kernels', 'prebuilt'), join(dist, 'prebuilt'), { recursive: true });
}

const OPTIONS = {
  absWorkingDir: layersFolder(),
  bundle: true,
  external: ['@tensorflow/tfjs'],
  target: 'es2022',
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Writes a file for each module that `index.ts` needs in a browser, where `package.json` replaces
 * some. Returns what it exports.
 */
async function buildForBrowsers(dist: string): Promise<string[]> {
  const options = { ...OPTIONS, format: 'esm', platform: 'browser', metafile: true } as const;
  const whole = await build({ ...options, entryPoints: ['index.ts'], write: false });
  await build({
    ...options,
    entryPoints: Object.keys(whole.metafile.inputs).map((path) => ({ in: path, out: fileOf(path) })),
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    plugins: [separately],
  });
  return Object.values(whole.metafile.outputs).flatMap((output) => output.exports);
}

/** Returns the name of a module's file, without its extension. All lie in one folder. */
function fileOf(path: string): string {
  const { name } = parse(path);
  return name === 'index' ? 'browser' : name.replace('.browser', '');
}

/** Every module imports the files of the others. */
const separately: Plugin = {
  name: 'separately',
  setup({ onResolve }) {
    onResolve({ filter: /^[.]/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${fileOf(path)}.mjs`, external: true },
    );
  },
};
