import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { DEFAULT_MODEL } from '../lib/classifier/bundled-model-names';
import { repositoryRoot } from '../lib/repository';
import { CHECKPOINT_FILES, checkpointFiles, readCheckpoint } from '../runtime/checkpoint';
import { quantized, writeModel } from '../runtime/model-file';
import { writeDeclarations } from './declarations';
import type { PackageSource } from './pack';

const FOLDER = join(repositoryRoot(), 'runtime');
const TYPES = { import: './dist/types/index.d.mts', require: './dist/types/index.d.ts' };

/** The package `lstm-sentiment`. */
export const RUNTIME: PackageSource = {
  folder: FOLDER,
  build: buildRuntime,
  manifest: {
    main: './dist/index.cjs',
    types: TYPES.require,
    bin: './dist/cli.cjs',
    exports: {
      '.': {
        workerd: { types: TYPES.import, default: './dist/workerd.mjs' },
        node: {
          import: { types: TYPES.import, default: './dist/index.mjs' },
          require: { types: TYPES.require, default: './dist/index.cjs' },
        },
        default: {
          types: TYPES.import,
          module: './dist/browser.mjs', // for require() in bundlers
          require: './dist/index.cjs', // in Jest with jsdom, which asks for a browser but runs in Node
          default: './dist/browser.mjs',
        },
      },
      './model.bin': './dist/model.bin',
      './package.json': './package.json',
    },
    sideEffects: false,
    engines: { node: '>=20.19' },
  },
};

const OPTIONS = {
  absWorkingDir: FOLDER,
  bundle: true,
  target: 'es2022',
  logLevel: 'warning',
} satisfies BuildOptions;

const FOR_BROWSERS = {
  ...OPTIONS,
  entryPoints: ['index.ts'],
  format: 'esm',
  platform: 'browser',
} satisfies BuildOptions;

/**
 * Builds `lstm-sentiment` into the folder `dist`:
 *
 * - `index.cjs` for Node, Deno and Bun, `index.mjs`, which exports the same, and `cli.cjs`
 * - `browser.mjs`, with the WebAssembly inside, and `workerd.mjs`, where it is a module beside
 * - `model.bin` and `kernel/prebuilt/lstm.wasm`, which these find beside themselves
 * - `types/`, declarations for both
 */
async function buildRuntime(dist: string): Promise<void> {
  await build({
    ...OPTIONS,
    entryPoints: ['index.ts', 'cli.ts'],
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    inject: ['node-globals.ts'],
    format: 'cjs',
    platform: 'node',
  });
  chmodSync(join(dist, 'cli.cjs'), 0o755);
  writeFileSync(join(dist, 'index.mjs'), `export { load } from './index.cjs';\n`);
  await build({
    ...FOR_BROWSERS,
    resolveExtensions: ['.browser.ts', '.ts'],
    loader: { '.wasm': 'binary' },
    outfile: join(dist, 'browser.mjs'),
  });
  await build({
    ...FOR_BROWSERS,
    resolveExtensions: ['.workerd.ts', '.ts'],
    external: ['*.wasm', '*.bin'],
    outfile: join(dist, 'workerd.mjs'),
  });
  await writeDeclarations(FOLDER, ['index.ts'], join(dist, 'types'));
  cpSync(join(FOLDER, 'kernel', 'prebuilt', 'lstm.wasm'), join(dist, 'kernel', 'prebuilt', 'lstm.wasm'));
  writeFileSync(join(dist, 'model.bin'), bundledModel());
}

/** Returns the file of the bundled model, made of its checkpoint. */
export function bundledModel(name: string = DEFAULT_MODEL): Uint8Array {
  const folder = join(repositoryRoot(), 'models', name);
  const files = checkpointFiles(CHECKPOINT_FILES.map((file) => readFileSync(join(folder, file))));
  return writeModel(quantized(readCheckpoint(files, name)));
}
