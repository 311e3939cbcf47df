import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { cacheDir } from '../../lib/datasets/cache';

const os = vi.hoisted(() => ({ isKnown: true }));
vi.mock('node:os', async (load) => {
  const real = await load<typeof import('node:os')>();
  const unknown = () => {
    throw new Error('ENOENT');
  };
  return {
    ...real,
    homedir: () => (os.isKnown ? real.homedir() : (process.env.HOME ?? unknown())),
    userInfo: () => (os.isKnown ? real.userInfo() : unknown()),
  };
});

afterEach(() => {
  os.isKnown = true;
  vi.unstubAllEnvs();
});

test.skipIf(process.platform === 'win32')('downloads are never kept in the current folder', () => {
  vi.stubEnv('SENTIMENT_CACHE_DIR', '');
  for (const home of ['', 'here', homedir()]) {
    vi.stubEnv('HOME', home);
    vi.stubEnv('XDG_CACHE_HOME', home === '' ? 'here' : '');
    expect(cacheDir()).toMatch(/^\/.*sentiment-lab$/);
  }
  vi.stubEnv('SENTIMENT_CACHE_DIR', 'mine');
  expect(cacheDir()).toBe(join(process.cwd(), 'mine'));
});

test.skipIf(process.platform === 'win32')('a user without a home folder is told what to set', () => {
  os.isKnown = false;
  vi.stubEnv('SENTIMENT_CACHE_DIR', '');
  vi.stubEnv('XDG_CACHE_HOME', '');
  vi.stubEnv('HOME', undefined);
  expect(() => cacheDir()).toThrow('this user has no home folder: set HOME, or SENTIMENT_CACHE_DIR');
  vi.stubEnv('SENTIMENT_CACHE_DIR', '/srv/cache');
  expect(cacheDir()).toBe('/srv/cache');
});
