import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import spawn from 'nano-spawn';
import { npmCommand } from '../lib/npm';
import { repositoryRoot } from '../lib/repository';
import { buildLayers, layersFolder } from './build-layers';

/** What a package's `package.json` in the tarball has instead of that in the checkout. */
const MANIFEST = {
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
  files: ['dist'],
  // A bundle has both recurrent layers, so that it can load their models, and others if it uses them.
  sideEffects: ['*.cjs', 'index.mjs', 'browser.mjs', 'fast-lstm.mjs', 'fast-gru.mjs'].map(
    (file) => `./dist/${file}`,
  ),
};

/**
 * Builds the package `tfjs-fast-lstm` and packs it.
 *
 * @param out the folder of the tarball; it is created
 * @returns the path of the tarball
 * @throws when the build or npm fails
 */
export async function packLayers(out: string): Promise<string> {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    const manifest = JSON.parse(readFileSync(join(layersFolder(), 'package.json'), 'utf8'));
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, ...MANIFEST }, null, 2)}\n`);
    cpSync(join(layersFolder(), 'README.md'), join(folder, 'README.md'));
    cpSync(join(repositoryRoot(), 'LICENSE'), join(folder, 'LICENSE'));
    await buildLayers(join(folder, 'dist'));
    const { program, args, shell } = npmCommand(['pack', '--json', '--pack-destination', out]);
    const { stdout } = await spawn(program, args, { cwd: folder, shell });
    const [packed] = JSON.parse(stdout) as [{ filename: string }];
    return join(out, packed.filename);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
