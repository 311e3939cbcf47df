import { cpSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import ts from 'typescript';
import { repositoryRoot } from '../lib/repository';

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
export async function buildLayers(dist: string): Promise<void> {
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
  writeDeclarations(join(dist, 'types'));
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

/**
 * Writes the declarations of all modules. Those for `import` repeat those for `require`, which are
 * CommonJS and import each other without extensions.
 */
function writeDeclarations(folder: string): void {
  const configFile = join(repositoryRoot(), 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repositoryRoot());
  const entries = ['index.ts', 'node-23.ts'].map((name) => join(layersFolder(), name));
  const program = ts.createProgram(entries, {
    ...options,
    declaration: true,
    emitDeclarationOnly: true,
    incremental: false,
    noEmit: false,
    outDir: folder,
    rootDir: layersFolder(),
    stripInternal: true,
    tsBuildInfoFile: undefined,
  });
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost));
  writeFileSync(join(folder, 'index.d.mts'), "export * from './index.js';\n");
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: repositoryRoot,
  getNewLine: () => '\n',
};
