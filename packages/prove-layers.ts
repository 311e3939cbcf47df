/**
 * The long proof of `tfjs-fast-lstm`: it is installed into empty projects from the registry, and
 * tried in each environment that its README names.
 */
import { spawn } from 'node:child_process';
import getPort from 'get-port';
import type { Page } from 'playwright-core';
import {
  BUN,
  type Bundler,
  denoWith,
  type Environment,
  esbuildWith,
  inChromium,
  NODE_24,
  onPage,
  proveIn,
  type Runtime,
  THIS_NODE,
  VERSIONS,
  VITE,
  VITE_PROGRAM,
} from './environments';
import { faultOf, type Seen } from './trial';

/** What was seen in an environment. */
export interface LayersProof {
  environment: string;
  seen: Seen[];
  /** What is wrong. */
  faults: string[];
}

const TFJS = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'].map(
  (name) => `${name}@${VERSIONS['@tensorflow/tfjs']}`,
);
const FIRST_TFJS = ['@tensorflow/tfjs@4.0.0', '@tensorflow/tfjs-backend-wasm@4.0.0'];
/** WebGL without a GPU. */
const CHROMIUM = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const WASM_BACKEND = `
  import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');`;
const PAGE = `
  import * as tf from '@tensorflow/tfjs';
  import { fastLstm, kernelsReady } from 'tfjs-fast-lstm';
  import { trial } from './trial.mjs';${WASM_BACKEND}
  window.trial = (backend) => trial(tf, { fastLstm, kernelsReady }, backend);`;
const WASM_FILE = `
  import { setWasmFile } from 'tfjs-fast-lstm';
  import wasmFile from 'tfjs-fast-lstm/fast-lstm.wasm';
  setWasmFile(wasmFile);`;

const ENVIRONMENTS: readonly Environment<Seen[]>[] = [
  onRuntime(THIS_NODE),
  { ...onRuntime(THIS_NODE, FIRST_TFJS), name: 'Node, tfjs 4.0' },
  ...[NODE_24, denoWith('--allow-all'), BUN].map((runtime) => onRuntime(runtime)),
  bundledBy(esbuildWith('--loader:.wasm=file'), `${PAGE}${WASM_FILE}`),
  bundledBy(VITE, PAGE),
  {
    name: "Chromium, Vite's development server",
    packages: [...TFJS, ...VITE.packages],
    async run(project) {
      project.write('index.html', '<script type="module" src="main.js"></script>');
      project.write('main.js', PAGE);
      const port = await getPort();
      const args = [VITE_PROGRAM, '--port', `${port}`, '--host', '127.0.0.1'];
      const server = spawn(process.execPath, args, { cwd: project.folder, stdio: 'ignore' });
      try {
        return await inChromium(`http://127.0.0.1:${port}/`, tryIn('wasm', 'cpu', 'webgl'), CHROMIUM);
      } finally {
        server.kill();
      }
    },
  },
  {
    name: 'Chromium, without a bundler',
    packages: TFJS,
    async run(project) {
      const imports = {
        '@tensorflow/tfjs': './node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js',
        'tfjs-fast-lstm': './node_modules/tfjs-fast-lstm/dist/browser.mjs',
      };
      const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
      project.write('index.html', `${map}<script type="module" src="main.js"></script>`);
      project.write('main.js', PAGE.replace(WASM_BACKEND, ''));
      const look = tryIn('cpu', 'webgl'); // the wasm backend has no file for it
      return onPage(project.folder, '', look, CHROMIUM);
    },
  },
];

/**
 * Tries a packed `tfjs-fast-lstm` in all environments, one after the other.
 *
 * @param report gets each result as soon as it is known
 */
export async function proveLayers(tarball: string, report: (proof: LayersProof) => void): Promise<void> {
  await proveIn(ENVIRONMENTS, [tarball], ({ environment, seen = [], fault }) => {
    const faults = fault === undefined ? seen.flatMap((one) => faultOf(one, 'wasm') ?? []) : [fault];
    report({ environment, seen, faults });
  });
}

/** Returns the trial on a runtime, on the backends that need no browser. */
function onRuntime({ name, packages, program, args }: Runtime, tfjs = TFJS): Environment<Seen[]> {
  return {
    name,
    packages: [...tfjs, ...packages],
    async run(project) {
      project.write(
        'program.mjs',
        `import * as tf from '@tensorflow/tfjs';
        import '@tensorflow/tfjs-backend-wasm';
        import * as layers from 'tfjs-fast-lstm';
        import { trial } from './trial.mjs';
        const seen = [];
        for (const backend of ['wasm', 'cpu']) seen.push(await trial(tf, layers, backend));
        console.log('seen', JSON.stringify(seen));
        process.exit(0);`,
      );
      const { stdout } = await project.run(program, [...args, 'program.mjs']);
      return JSON.parse(/^seen (.*)$/m.exec(stdout)?.[1] ?? '[]') as Seen[];
    },
  };
}

/** Returns the trial on a page that a bundler has made. */
function bundledBy({ name, packages, bundle }: Bundler, program: string): Environment<Seen[]> {
  return {
    name,
    packages: [...TFJS, ...packages],
    async run(project) {
      await bundle(project, program);
      return onPage(project.folder, 'dist/', tryIn('wasm', 'cpu', 'webgl'), CHROMIUM);
    },
  };
}

/** Returns a function that runs the trial on a page that has defined `window.trial`. */
function tryIn(...backends: string[]): (page: Page) => Promise<Seen[]> {
  return async (page) => {
    await page.waitForFunction('window.trial', undefined, { timeout: 60_000 });
    const seen: Seen[] = [];
    for (const backend of backends) seen.push(await page.evaluate(`trial('${backend}')`));
    return seen;
  };
}
