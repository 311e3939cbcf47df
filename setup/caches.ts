import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../lib/datasets';
import { repositoryRoot } from '../lib/repository';

/** A folder whose content is made or downloaded again when it is missing. */
export interface Cache {
  path: string;
  /** What it keeps. */
  what: string;
  /** Size of its files in bytes. Files that have other names elsewhere count too. */
  bytes: number;
}

const KNOWN: Record<string, string> = {
  downloads: 'downloaded data sets',
  'word-lists': 'word lists of packages',
};

/**
 * Returns the caches that exist: those of all checkouts, in the folder `cacheDir()`, and that of
 * this checkout, `node_modules/.cache`. Installed data sets and checkpoints are none.
 */
export function caches(): Cache[] {
  const shared = entriesOf(cacheDir()).map((name) => ({
    path: join(cacheDir(), name),
    what: KNOWN[name] ?? shownNameOf(name),
  }));
  const own = { path: join(repositoryRoot(), 'node_modules', '.cache'), what: 'compiled modules and checks' };
  return [...shared, own]
    .map((cache) => ({ ...cache, bytes: sizeOf(cache.path) }))
    .filter(({ bytes }) => bytes > 0);
}

/** Removes a cache. */
export function removeCache({ path }: Cache): void {
  rmSync(path, { recursive: true, force: true });
}

function shownNameOf(name: string): string {
  if (name.startsWith('tfjs-node')) return "TensorFlow's library, for other checkouts";
  if (name.startsWith('ziglang')) return 'the C++ compiler of the prebuilt kernels';
  return name;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // there is none
  }
}

/** Returns the size of a file or of all files in a folder. Links count as nothing. */
function sizeOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.isFile() ? stats.size : 0;
  return entriesOf(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
