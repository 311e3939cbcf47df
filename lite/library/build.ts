/** Builds the library of the tab. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { repositoryRoot } from '../../lib/repository';
import { writeFiles } from './files';
import { NODE_MODULES, tabModules } from './resolve';

const ROOT = repositoryRoot();

/**
 * Builds the modules that cells can import, and the worker that grades, into a folder:
 *
 * - `index.js`, which exports `createRegistry`, and `grading-worker.js`
 * - `answers.js`, which exports `zipAnswers` and `unzipAnswers`, for the page
 * - modules that they load when they need them
 * - `wasm/`: the WebAssembly of tfjs and of the LSTM
 * - `files.json`, `files/`: the course's data, models and records (`files.ts`)
 *
 * @throws if the data sets are not installed, or a module uses what a tab has not
 */
export async function buildLibrary(out: string): Promise<Metafile> {
  const metafile = await bundleLibrary(out);
  copyWasm(out);
  await writeFiles(out);
  return metafile;
}

/** Builds the modules only: without WebAssembly and the course's files. */
export async function bundleLibrary(out: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      index: 'lite/library/index.ts',
      'grading-worker': 'course/grading/tab/worker.ts',
      answers: 'course/grading/tab/answers.ts',
    },
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    keepNames: true, // of classes: cells print them
    legalComments: 'none',
    resolveExtensions: ['.browser.ts', '.ts', '.mjs', '.js', '.json'],
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    inject: [join(ROOT, 'lite', 'library', 'node', 'globals.ts')],
    loader: { '.wasm': 'binary', '.node': 'empty' },
    plugins: [generated(), tabModules()],
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

/** Copies the WebAssembly of tfjs and of the LSTM, both for processors with SIMD, as all have. */
function copyWasm(out: string): void {
  const main = createRequire(join(ROOT, 'package.json')).resolve('@tensorflow/tfjs-backend-wasm');
  const simd = 'tfjs-backend-wasm-simd.wasm';
  cpSync(join(main, '..', simd), join(out, 'wasm', simd));
  const lstm = join('prebuilt', 'fast-lstm.wasm'); // where the library looks by itself
  cpSync(join(ROOT, 'lib', 'layers', 'kernels', lstm), join(out, lstm));
}

/** The modules that are written by the build: lists of what can be imported. */
function generated(): Plugin {
  const contents: Record<string, () => string> = {
    'virtual:modules': () =>
      [
        loaders('MODULES', Object.fromEntries(importable().map((path) => [path, `./${path}`]))),
        NAMED,
        loaders(
          'PACKAGES',
          {
            'danfojs-node': 'danfojs-node',
            tslab: 'tslab',
            ...Object.fromEntries(Object.keys(NODE_MODULES).map((name) => [name, `node:${name}`])),
          },
          '.then(named)',
        ),
      ].join('\n'),
    'virtual:tests': () =>
      loaders(
        'TESTS',
        Object.fromEntries(testNames().map((name) => [name, `./test/exercises/${name}.test`])),
      ),
  };
  return {
    name: 'generated',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'generated' }));
      onLoad({ filter: /.*/, namespace: 'generated' }, ({ path }) => ({
        contents: contents[path]!(),
        resolveDir: ROOT,
      }));
      // Tests import `vitest` and the answer: the worker has both.
      onResolve({ filter: /^vitest$/ }, () => ({
        path: join(ROOT, 'course', 'grading', 'tab', 'vitest.ts'),
      }));
      onResolve({ filter: /^[.][.]\/[.][.]\/solutions\// }, () => ({
        path: join(ROOT, 'course', 'grading', 'tab', 'answer.cjs'),
      }));
    },
  };
}

/** A CommonJS module is loaded as its default export: this adds its names, as Node does. */
const NAMED = `const named = (module) =>
  Object.keys(module).join() === 'default' ? { ...module.default, default: module.default } : module;`;

function loaders(name: string, modules: Readonly<Record<string, string>>, then = ''): string {
  const lines = Object.entries(modules).map(
    ([key, path]) => `  ${JSON.stringify(key)}: () => import(${JSON.stringify(path)})${then},`,
  );
  return `export const ${name} = {\n${lines.join('\n')}\n};`;
}

/** Returns the paths of the modules that lessons import, and of those that answers may need. */
function importable(): string[] {
  const folder = join(ROOT, 'lessons');
  const lessons = readdirSync(folder).filter((name) => /^\d\d-.*[.]ts$/.test(name));
  const imported = lessons.flatMap((name) =>
    Array.from(
      readFileSync(join(folder, name), 'utf8').matchAll(/from '[.][.]\/([^']+)'/g),
      ([, path]) => path!,
    ),
  );
  return [...new Set([...imported, 'course/grading/tab/grade', 'course/exercises/catalog'])]
    .filter((path) => existsSync(join(ROOT, path)) || existsSync(join(ROOT, `${path}.ts`)))
    .sort();
}

function testNames(): string[] {
  return readdirSync(join(ROOT, 'test', 'exercises'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.test.ts'.length));
}
