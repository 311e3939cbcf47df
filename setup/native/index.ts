import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../lib/datasets';
import type { Step } from '../step';
import { installOfficial } from './official';
import { isCached, keepInCache, linkFromCache, removeFromCache, removeNative, tfjsNode } from './place';
import { proveNative } from './prove';
import { installFromPypi, removeWheel } from './pypi';

/** How tfjs-node came by TensorFlow's library here, or why it has none. */
interface NativeRecord {
  way: 'cache' | 'official' | 'pypi' | 'none';
  /** libtensorflow's version, where there is one. */
  version?: string;
  /** What was tried before and failed, in words. */
  failed: string[];
}

const WAYS = { official: installOfficial, pypi: installFromPypi };
type Way = keyof typeof WAYS;

// Inside tfjs-node, so that it goes when `npm ci` replaces the package.
const recordFile = join(tfjsNode, 'native.json');

/** Returns how tfjs-node was made native, or undefined before that was tried. */
export function readNativeRecord(): NativeRecord | undefined {
  return existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, 'utf8')) : undefined;
}

/** Forgets how the search ended, so that the next set-up searches again. */
export function forgetNative(): void {
  rmSync(recordFile, { force: true });
}

/**
 * TensorFlow's native library for tfjs-node: from the cache, from its makers' host, from its Python package; and
 * where none of these works, none: the library then runs on WebAssembly.
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
    writeFileSync(recordFile, JSON.stringify(record, null, 2) + '\n');
    if (record.way !== 'none') return `libtensorflow ${record.version}, proven (${record.way})`;
    return (
      'no native library, so WebAssembly computes: everything works, training takes many times longer.\n' +
      `  Tried: ${record.failed.join('; ') || 'nothing, as SENTIMENT_NATIVE=none'}. To try again: npm run setup -- --native`
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

/** Changes the cache. It only saves time: where it cannot be written, a warning will do. */
function tryCache(change: () => void): void {
  try {
    change();
  } catch (error) {
    console.error(`TensorFlow: the cache in ${cacheDir()} was not changed: ${(error as Error).message}`);
  }
}

/** Returns the ways to try: all, or those that `SENTIMENT_NATIVE` names (`official,pypi`; `none`). */
function waysAllowed(): Way[] {
  const all = Object.keys(WAYS) as Way[];
  const wanted = process.env['SENTIMENT_NATIVE'];
  if (!wanted) return all;
  const names = wanted.split(',').filter((name) => name !== 'none');
  const wrong = names.find((name) => !all.includes(name as Way));
  if (wrong) throw new Error(`SENTIMENT_NATIVE=${wanted}: ${wrong} is no way; use ${all.join(', ')} or none`);
  return all.filter((way) => names.includes(way));
}
