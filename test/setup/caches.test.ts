import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { caches, removeCache } from '../../setup/caches';

let folder = '';
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('caches are listed with their sizes and removed whole', () => {
  folder = mkdtempSync(join(tmpdir(), 'caches-'));
  vi.stubEnv('SENTIMENT_CACHE_DIR', folder);
  mkdirSync(join(folder, 'downloads', 'inner'), { recursive: true });
  writeFileSync(join(folder, 'downloads', 'a.zip'), Buffer.alloc(1000));
  writeFileSync(join(folder, 'downloads', 'inner', 'b.zip'), Buffer.alloc(500));
  mkdirSync(join(folder, 'empty'));
  const shared = caches().filter(({ path }) => path.startsWith(folder));
  expect(shared).toEqual([{ path: join(folder, 'downloads'), what: 'downloaded data sets', bytes: 1500 }]);
  shared.forEach(removeCache);
  expect(existsSync(join(folder, 'downloads'))).toBe(false);
});

test('what was installed or trained is no cache', () => {
  for (const { path } of caches()) {
    expect(path).not.toContain(join(repositoryRoot(), 'data'));
    expect(path).not.toContain('checkpoints');
  }
});
