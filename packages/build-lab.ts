import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { globSync } from 'tinyglobby';
import { repositoryRoot } from '../lib/repository';
import { asInPackage } from './command-names';
import { writeDeclarations } from './declarations';
import type { PackageSource } from './pack';

const ROOT = repositoryRoot();
const FOLDER = join(ROOT, 'lib');
const LAYERS = join(FOLDER, 'layers');
const COMMAND = 'bin/sentiment-lab';

/** The modules that others import: `lib/index`, and the index of each folder but the layers. */
const ENTRIES = globSync(['lib/index.ts', 'lib/*/index.ts'], { cwd: ROOT })
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => name !== 'lib/layers/index')
  .sort();
/** The modules that run as programs. */
const PROGRAMS = [COMMAND, 'bin/unit-program', 'lib/scoring/worker', 'lib/training/workers/worker'];
/** Packages that only notebooks, and programs that show charts, need. They have installed them. */
const NOT_REQUIRED = ['nodeplotlib', 'tslab'];
/** What lies beside the modules that read it. */
const FILES = [
  'bin/supervise.cjs',
  'kernel/node-version.cjs',
  'lib/training/workers/launcher.cjs',
  'lib/vectors/kernels/prebuilt',
];

/** The package `sentiment-lab`. */
export const LAB: PackageSource = {
  folder: FOLDER,
  build: buildLab,
  manifest: {
    main: './dist/lib/index.js',
    types: './dist/lib/index.d.ts',
    bin: `./dist/${COMMAND}.js`,
    exports: {
      ...Object.fromEntries(ENTRIES.map((name) => [subpathOf(name), exportOf(name)])),
      './layers': exportOf('lib/layers/index'),
      './browser': {
        import: { types: './dist/lib/browser.d.mts', default: './dist/browser.mjs' },
        require: { types: './dist/lib/browser.d.ts', default: './dist/browser.cjs' },
      },
      './package.json': './package.json',
    },
    // Baselines register the layer of their models.
    sideEffects: ['./dist/lib/**', './dist/browser.*'],
  },
};

function subpathOf(entry: string): string {
  return entry === 'lib/index' ? '.' : entry.replace(/^lib/, '.').replace(/[/]index$/, '');
}

function exportOf(entry: string): unknown {
  return {
    import: { types: `./dist/${entry}.d.mts`, default: `./dist/${entry}.mjs` },
    require: { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` },
  };
}

/**
 * Builds `sentiment-lab` into the folder `dist`, which has the folders of the repository:
 *
 * - a CommonJS module for each module of `lib/`, and of `bin/` and `experiments/` for the command.
 *   They share everything, so an `.mjs` that exports the same is all that `import` needs
 * - `browser.mjs` and `browser.cjs`, each in one piece
 * - declarations and source maps; none of `browser.cjs`
 *
 * The layers are those of the package `tfjs-fast-lstm`. A module `NAME.package.ts` or
 * `NAME.browser.ts` replaces `NAME.ts`.
 *
 * @throws when the modules need other packages than `package.json` names
 */
async function buildLab(dist: string): Promise<void> {
  const whole = await build({
    ...OPTIONS,
    entryPoints: [...ENTRIES, ...PROGRAMS].map((name) => `${name}.ts`),
    outdir: dist,
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'error',
    plugins: [modules('package')],
  });
  const { inputs, outputs } = whole.metafile;
  requirePackages(Object.values(inputs).flatMap(({ imports }) => imports.map(({ path }) => path)));
  await build({
    ...OPTIONS,
    entryPoints: Object.keys(inputs)
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ in: path, out: path.replace(/([.]package)?[.]ts$/, '') })),
    outdir: dist,
    format: 'cjs',
    plugins: [modules('package', true)],
  });
  chmodSync(join(dist, `${COMMAND}.js`), 0o755);
  for (const file of FILES) cpSync(join(ROOT, file), join(dist, file), { recursive: true });
  writeLayers(dist);
  for (const { entryPoint, exports } of Object.values(outputs)) {
    const name = entryPoint?.slice(0, -'.ts'.length);
    if (name && ENTRIES.includes(name)) writeModule(dist, name, exports);
  }
  await buildForBrowsers(dist);
  const declared = [...ENTRIES, 'lib/browser'].map((name) => `${name}.ts`);
  await writeDeclarations(ROOT, declared, dist, declarationOf);
}

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'es2022',
  sourcemap: true,
  define: { 'require.main': 'undefined' }, // only the command itself is started
  supported: { 'dynamic-import': false }, // modules import each other without extensions
  logLevel: 'warning',
} satisfies BuildOptions;

async function buildForBrowsers(dist: string): Promise<void> {
  for (const format of ['esm', 'cjs'] as const)
    await build({
      ...OPTIONS,
      entryPoints: ['lib/browser.ts'],
      outfile: join(dist, format === 'esm' ? 'browser.mjs' : 'browser.cjs'),
      format,
      sourcemap: format === 'esm', // the other has the same sources, and bundlers take this one
      platform: 'browser',
      supported: {},
      plugins: [modules('browser')],
    });
}

/**
 * Resolves imports: of layers to their package, of modules that have a variant to it.
 *
 * @param separately whether modules stay files of their own
 */
function modules(variant: 'package' | 'browser', separately = false): Plugin {
  return {
    name: 'modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path, kind, resolveDir }) => {
        if (kind === 'entry-point') return undefined;
        if (!path.startsWith('.')) return { path, external: true, sideEffects: !path.startsWith('node:') };
        const target = resolve(resolveDir, path);
        if (isLayers(target)) return { path: layersModule(target), external: true };
        if (separately) return { path, external: true };
        const replaced = `${target}.${variant}.ts`;
        return existsSync(replaced) ? { path: replaced } : undefined;
      });
      onLoad({ filter: /[.]ts$/ }, ({ path }) => ({
        contents: asInPackage(readFileSync(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}

function isLayers(path: string): boolean {
  return path === LAYERS || path.startsWith(join(LAYERS, '/'));
}

/** Returns the module of the package with the layers that exports what a module of theirs does. */
function layersModule(path: string): string {
  return path.endsWith('node-23') ? 'tfjs-fast-lstm/node-23' : 'tfjs-fast-lstm';
}

/** Writes the module `sentiment-lab/layers`. */
function writeLayers(dist: string): void {
  const folder = join(dist, 'lib', 'layers');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), "module.exports = require('tfjs-fast-lstm');\n");
  for (const extension of ['mjs', 'd.ts', 'd.mts'])
    writeFileSync(join(folder, `index.${extension}`), "export * from 'tfjs-fast-lstm';\n");
}

/** Writes what `import` gets of a module: the same as `require`. */
function writeModule(dist: string, name: string, exports: readonly string[]): void {
  const names = [...exports].sort().join(',\n  ');
  writeFileSync(
    join(dist, `${name}.mjs`),
    `import module from './index.js';\n\nexport const {\n  ${names},\n} = module;\n`,
  );
}

/** Returns a declaration with the layers from their package; undefined if it belongs to that. */
function declarationOf(file: string, text: string): string | undefined {
  const folder = dirname(join(ROOT, file));
  if (isLayers(folder)) return undefined;
  return asInPackage(text).replace(
    /((?:from|import)\s*\(?\s*)(['"])([.][^'"]*)\2/g,
    (all, before, quote, path) => {
      const target = resolve(folder, path);
      return isLayers(target) ? `${before}${quote}${layersModule(target)}${quote}` : all;
    },
  );
}

/** @throws when the imported packages are not those that `package.json` names */
function requirePackages(imports: readonly string[]): void {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));
  const named = Object.keys({ ...dependencies, ...peerDependencies });
  const needed = new Set(
    imports
      .filter((path) => /^(@[\w.-]+[/])?[a-z][\w.-]*([/]|$)/.test(path) && !existsSync(join(ROOT, path)))
      .map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
  const missing = [...needed].filter((name) => ![...named, ...NOT_REQUIRED].includes(name));
  const unused = named.filter((name) => !needed.has(name) && name !== 'lstm-sentiment');
  if (missing.length + unused.length > 0)
    throw new Error(
      `${relative(ROOT, join(FOLDER, 'package.json'))}: add ${missing.join(', ') || 'nothing'}; remove ${unused.join(', ') || 'nothing'}`,
    );
}
