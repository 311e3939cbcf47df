/** npm packages that rate texts by lists of words. They are installed outside of the checkout. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheDir } from '../../lib/datasets/cache';
import { runNpm } from '../../lib/datasets/registry';
import { repositoryRoot } from '../../lib/repository';
import { SCORERS } from './scorers';

/** A package that rates texts. */
export interface WordList {
  name: string;
  version: string;
  license: string;
  /** The bytes of the package, without the packages that it needs. */
  bytes: number;
  /** Returns a score above 0 for a positive text, below 0 for a negative one. */
  score(text: string): number;
  /**
   * Scores from -`neutralBand` to `neutralBand` are neutral, as the package's documentation says.
   */
  neutralBand: number;
}

/** The folder that the packages are installed in. */
export function wordListsFolder(): string {
  return join(cacheDir(), 'word-lists');
}

/** Installs the packages in the cache, unless they are there. @throws if npm cannot install them */
export async function installWordLists(): Promise<void> {
  const folder = wordListsFolder();
  const list = join(repositoryRoot(), 'bench', 'word-lists', 'package.json');
  mkdirSync(folder, { recursive: true });
  const installed = join(folder, 'installed.json'); // written when npm has succeeded
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(list, 'utf8')) return;
  copyFileSync(list, join(folder, 'package.json'));
  await runNpm(['install', '--no-package-lock', '--no-audit'], folder);
  copyFileSync(list, installed);
}

/** Installs the packages in the cache, and returns them. @throws if npm cannot install them */
export async function wordLists(): Promise<WordList[]> {
  await installWordLists();
  const require = createRequire(join(wordListsFolder(), 'package.json'));
  return Object.entries(SCORERS).map(([name, { load, neutralBand }]) => {
    const { version, license } = manifestOf(packageFolder(name));
    return { name, version, license, bytes: bytesOf(packageFolder(name)), neutralBand, score: load(require) };
  });
}

/** Returns the bytes of an installed package with all packages that it needs. */
export function installedBytes(name: string): number {
  const needed = new Set<string>();
  const visit = (folder: string) => {
    if (needed.has(folder)) return;
    needed.add(folder);
    for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {})) {
      const nested = join(folder, 'node_modules', dependency);
      visit(existsSync(nested) ? nested : packageFolder(dependency));
    }
  };
  visit(packageFolder(name));
  // What is nested in a package is in its own bytes already.
  const isNested = (folder: string) => [...needed].some((other) => folder.startsWith(join(other, '/')));
  return [...needed].filter((folder) => !isNested(folder)).reduce((sum, folder) => sum + bytesOf(folder), 0);
}

function packageFolder(name: string): string {
  return join(wordListsFolder(), 'node_modules', name);
}

function manifestOf(folder: string): {
  version: string;
  license: string;
  dependencies?: Record<string, string>;
} {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function bytesOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => {
    const stats = statSync(join(folder, file));
    return sum + (stats.isFile() ? stats.size : 0);
  }, 0);
}
