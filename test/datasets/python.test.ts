import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchArchive, locatePypi } from '../../lib/datasets';
import { runPip } from '../../lib/datasets/python';
import { fileServer } from './server';

const server = fileServer();
const environment = vi.hoisted(() => ({ python: '' }));
vi.mock('../../lib/python', () => ({ venvPython: () => environment.python }));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'python-'));
  environment.python = join(dir, 'own-python');
  vi.stubEnv('PATH', `${dir}:/bin:/usr/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

function program(name: string, script: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, name), 0o755);
}
const STUB = 'echo "get it from the store" >&2; exit 49';
const WITHOUT_PIP = 'echo "No module named pip" >&2; exit 1';

describe.skipIf(process.platform === 'win32')('runPip', () => {
  test('the first Python whose pip works is used', async () => {
    program('own-python', STUB);
    program('python3', WITHOUT_PIP);
    program('python', 'echo "$@"');
    expect(await runPip(['list'])).toBe('-m pip list\n');
  });

  test('an error of a working pip is reported, and no other Python is tried', async () => {
    program('own-python', 'if [ "$3" != --version ]; then echo "no such option" >&2; exit 2; fi');
    program('python3', 'echo "$@"');
    await expect(runPip(['list'])).rejects.toThrow(/^no such option$/);
  });

  test('without any pip, the error has the reason of each Python', async () => {
    program('python3', STUB);
    program('python', WITHOUT_PIP);
    await expect(runPip(['list'])).rejects.toThrow(
      /own-python: .*ENOENT; python3: get it from the store; python: No module named pip\): run npm run setup/,
    );
  });

  test('without any pip, wheels come from PIP_INDEX_URL or PyPI, and an error is not hidden', async () => {
    program('python3', STUB);
    program('python', WITHOUT_PIP);
    const file = 'p-1.0-py3-none-any.whl';
    const files = [{ filename: file, url: `${server.url}/${file}`, hashes: {} }];
    server.pages.set('/simple/p/', ['application/vnd.pypi.simple.v1+json', JSON.stringify({ files })]);
    vi.stubEnv('PIP_INDEX_URL', `${server.url}/simple`);
    expect(await locatePypi('p', file)).toEqual({ url: `${server.url}/${file}` });
    vi.stubEnv('SENTIMENT_CACHE_DIR', join(dir, 'cache'));
    const missing = { registry: 'pypi', package: 'other', version: '1.0', file } as const;
    await expect(fetchArchive(missing)).rejects.toThrow(
      /lists no file .*; pip failed too: no Python with pip/,
    );
  });
});
