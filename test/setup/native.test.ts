import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import manifest from '../../package.json';
import { native, readNativeRecord } from '../../setup/native';
import { isDiverted } from '../../setup/native/official';
import { tfjsNode } from '../../setup/native/place';

// An empty checkout. Each source of the library writes only its own name into it.
const checkout = vi.hoisted(() => {
  const { mkdtempSync }: typeof import('node:fs') = require('node:fs');
  return mkdtempSync(`${require('node:os').tmpdir()}/checkout-`) as string;
});
vi.mock('../../lib/repository', () => ({ repositoryRoot: () => checkout }));
vi.mock('../../setup/native/prove', () => ({
  proveNative: async () => {
    const content = readFileSync(library(tfjsNode), 'utf8');
    if (content.startsWith('bad')) throw new Error(`${content} does not load`);
    return content;
  },
}));
vi.mock('../../setup/native/official', async (original) => ({
  ...(await original<object>()),
  installOfficial: async () => {
    throw new Error('cannot be reached');
  },
}));
vi.mock('../../setup/native/pypi', async (original) => ({
  ...(await original<object>()),
  installFromPypi: async () => put(tfjsNode, 'good'),
}));

const library = (folder: string) => join(folder, 'deps', 'lib', 'libtensorflow.so');
const WHEEL = 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl';

function put(folder: string, content: string): void {
  for (const file of [library(folder), join(folder, 'lib', 'napi-v8', 'tfjs_binding.node')]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'cache-'));
  vi.stubEnv('SENTIMENT_CACHE_DIR', cache);
  vi.stubEnv('SENTIMENT_NATIVE', '');
  mkdirSync(tfjsNode, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const folder of [cache, checkout]) rmSync(folder, { recursive: true, force: true });
});
const cached = () => join(cache, `tfjs-node-4.22.0-${process.platform}-${process.arch}`);

describe('set-up of the native library', () => {
  it('caches the library after it has loaded, and removes the downloaded package', async () => {
    const wheels = [join(cache, 'downloads', WHEEL), join(`${cache}-mirror`, WHEEL)] as const;
    for (const wheel of wheels) {
      mkdirSync(dirname(wheel), { recursive: true });
      writeFileSync(wheel, '');
    }
    await native.provide();
    expect(readNativeRecord()).toEqual({
      way: 'pypi',
      version: 'good',
      failed: ['official: cannot be reached'],
    });
    expect(readFileSync(library(cached()), 'utf8')).toBe('good');
    expect(wheels.map((wheel) => existsSync(wheel))).toEqual([false, true]);
    rmSync(dirname(wheels[1]), { recursive: true });
  });

  it('uses the library if the cache cannot be written', async () => {
    const warn = vi.spyOn(console, 'error').mockImplementation(() => {});
    writeFileSync(join(cache, 'file'), '');
    vi.stubEnv('SENTIMENT_CACHE_DIR', join(cache, 'file', 'cache'));
    await native.provide();
    expect(readNativeRecord()).toMatchObject({ way: 'pypi', version: 'good' });
    expect(readFileSync(library(tfjsNode), 'utf8')).toBe('good');
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/the cache in .*file.* was not changed/));
  });

  it('takes the library from the cache', async () => {
    put(cached(), 'cached');
    await native.provide();
    expect(readNativeRecord()).toEqual({ way: 'cache', version: 'cached', failed: [] });
  });

  it('replaces a cached library that does not load', async () => {
    put(cached(), 'bad library');
    await native.provide();
    expect(readNativeRecord()).toMatchObject({
      way: 'pypi',
      failed: [/bad library/, /./].map((text) => expect.stringMatching(text)),
    });
    expect(readFileSync(library(cached()), 'utf8')).toBe('good');
    expect(readdirSync(cache)).toEqual([cached().slice(cache.length + 1)]);
  });
});

it('npm 12, which runs no install script that package.json does not allow, runs the one of tfjs-node', () => {
  expect(manifest.allowScripts['@tensorflow/tfjs-node']).toBe(true);
});

describe('isDiverted', () => {
  it.each([
    'HTTPS_PROXY',
    'http_proxy',
    'TFJS_NODE_BASE_URI',
    'CDN_STORAGE',
    'npm_config_TFJS_NODE_CDN_STORAGE',
  ])('is true if %s is set', (name) => {
    expect(isDiverted({ [name]: 'http://mirror.example/' })).toBe(true);
    expect(isDiverted({ [name]: '' })).toBe(false);
  });
});
