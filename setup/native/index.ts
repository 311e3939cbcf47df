import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../lib/datasets';
import { replaceFileSync } from '../../lib/files/replace-file';
import type { Step } from '../step';
import { installOfficial } from './official';
import { isCached, keepInCache, linkFromCache, removeFromCache, removeNative, tfjsNode } from './place';
import { proveNative } from './prove';
import { installFromPypi, removeWheel } from './pypi';

/** Where tfjs-node got TensorFlow's library from, or why it has none. */
interface NativeRecord {
  way: 'cache' | 'official' | 'pypi' | 'none';
  /** The version of libtensorflow, if there is one. */
  version?: string;
  /** The sources that failed before, with the reasons. */
  failed: string[];
}

const WAYS = { official: installOfficial, pypi: installFromPypi };
type Way = keyof typeof WAYS;

// In tfjs-node, so that it is removed when `npm ci` replaces the package.
const recordFile = join(tfjsNode, 'native.json');

/** Returns the record of the last installation; undefined if there was none, or it is damaged. */
export function readNativeRecord(): NativeRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Removes the record, so that the next setup tries again. */
export function forgetNative(): void {
  rmSync(recordFile, { force: true });
}

/**
 * Installs TensorFlow's native library for tfjs-node: from the cache, from the official host, or
 * from its Python package. If all of them fail, the backend is WebAssembly.
 */
export const native: Step = {
  name: 'TensorFlow',
  missing() {
    if (readNativeRecord()) return undefined;
    if (isCached()) return { megabytes: 0, seconds: 5 };
    return waysAllowed().length > 0 ? { megabytes: 207, seconds: 60 } : { megabytes: 0, seconds: 0 };
  },
  async provide() {
    const record = await tryWays();
    replaceFileSync(recordFile, JSON.stringify(record, null, 2) + '\n');
    if (record.way !== 'none') return `libtensorflow ${record.version}, tested (${record.way})`;
    return (
      'no native library, so the backend is WebAssembly: everything works, but training is many times slower.\n' +
      `  Tried: ${record.failed.join('; ') || 'nothing, because of SENTIMENT_NATIVE'}. To try again: npm run setup -- --native`
    );
  },
};

async function tryWays(): Promise<NativeRecord> {
  const failed: string[] = [];
  const attempts = waysAllowed().map((way): [NativeRecord['way'], () => Promise<void>] => [way, WAYS[way]]);
  if (attempts.length > 0 && isCached()) attempts.unshift(['cache', async () => linkFromCache()]);
  for (const [way, install] of attempts) {
    let version: string;
    try {
      removeNative();
      await install();
      version = await proveNative();
    } catch (error) {
      removeNative();
      if (way === 'cache') tryCache(removeFromCache);
      failed.push(`${way}: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`);
      continue;
    }
    tryCache(() => {
      keepInCache();
      removeWheel();
    });
    return { way, version, failed };
  }
  return { way: 'none', failed };
}

/** Changes the cache. If that fails, it only warns: the cache is not needed. */
function tryCache(change: () => void): void {
  try {
    change();
  } catch (error) {
    console.error(`TensorFlow: the cache in ${cacheDir()} was not changed: ${(error as Error).message}`);
  }
}

/** Returns the sources to try: all, or those in `SENTIMENT_NATIVE` (`official,pypi` or `none`). */
function waysAllowed(): Way[] {
  const all = Object.keys(WAYS) as Way[];
  const wanted = process.env.SENTIMENT_NATIVE;
  if (!wanted) return all;
  const names = wanted.split(',').filter((name) => name !== 'none');
  const wrong = names.find((name) => !all.includes(name as Way));
  if (wrong)
    throw new Error(`SENTIMENT_NATIVE=${wanted}: ${wrong} is unknown; use ${all.join(', ')} or none`);
  return all.filter((way) => names.includes(way));
}
