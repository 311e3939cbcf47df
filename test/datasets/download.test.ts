import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { download } from '../../lib/datasets';
import type { Digest } from '../../lib/files/digest';
import { digestOf } from '../../lib/files/digest';
import { DiskError } from '../../lib/files/disk-error';
import { owner } from '../../lib/files/owner';
import { fileServer } from './server';

const server = fileServer();
const quick = { retryTime: 1 };
let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'download-'));
  file = join(dir, 'archive.bin');
  server.content = randomBytes(300_000);
});
afterEach(() => rmSync(dir, { recursive: true }));

const fetchIt = (options = {}) => download(`${server.url}/archive.bin`, file, { ...quick, ...options });
const isWhole = () => readFileSync(file).equals(server.content);

async function digest(): Promise<Digest> {
  writeFileSync(join(dir, 'expected'), server.content);
  const found = await digestOf(join(dir, 'expected'));
  rmSync(join(dir, 'expected'));
  return found;
}

describe('download', () => {
  test('the file is written with progress, and nothing else is left', async () => {
    const reported: [number, number][] = [];
    await fetchIt({ progress: (done: number, total: number) => void reported.push([done, total]) });
    expect(isWhole()).toBe(true);
    expect(readdirSync(dir)).toEqual(['archive.bin']);
    expect(reported.at(-1)).toEqual([300_000, 300_000]);
  });

  test.runIf(existsSync('/dev/full'))('a full disk is named, and what filled it is removed', async () => {
    mkdirSync(`${file}.partial`);
    symlinkSync('/dev/full', join(`${file}.partial`, 'data'));
    const failed = fetchIt();
    await expect(failed).rejects.toThrow(DiskError);
    await expect(failed).rejects.toThrow(/cannot be written: the disk is full: 0.3 MB are needed/);
    expect(server.requests).toEqual(['all']);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('a file with the expected digest is not fetched again, and a damaged one is', async () => {
    const expected = { digest: await digest() };
    await fetchIt(expected);
    await fetchIt(expected);
    expect(server.requests).toEqual(['all']);
    writeFileSync(file, 'damaged');
    await fetchIt(expected);
    expect(isWhole()).toBe(true);
  });

  test('a broken download resumes where the connection broke', async () => {
    server.behavior = [{ breakAfter: 100_000 }, 503, { breakAfter: 50_000 }];
    await fetchIt({ digest: await digest() });
    expect(isWhole()).toBe(true);
    // Bytes under way may be lost when the connection breaks, so only bounds are certain.
    expect(server.requests).toEqual(['all', ...Array(3).fill(expect.stringMatching(/^bytes=\d+-$/))]);
    const [first = 0, second = 0, third = 0] = server.requests
      .slice(1)
      .map((range) => parseInt(range.slice(6), 10));
    expect(first).toBeLessThanOrEqual(100_000);
    expect(second).toBe(first);
    expect(third).toBeGreaterThanOrEqual(second);
    expect(third).toBeGreaterThan(0);
  });

  test('a stalled download resumes where the server stalled', async () => {
    server.behavior = [{ stallAfter: 100_000 }];
    const notes = new Set<string | undefined>();
    await fetchIt({ stallTime: 2000, progress: (_: number, __: number, note?: string) => notes.add(note) });
    expect([...notes]).toEqual([undefined, 'waiting for the server', 'sent nothing for 2 s: trying again']);
    expect(isWhole()).toBe(true);
    expect(server.requests).toEqual(['all', 'bytes=100000-']);
  });

  test('a later call resumes a failed download', async () => {
    server.behavior = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow(/cannot be reached|broke off/);
    expect(existsSync(file)).toBe(false);
    await fetchIt();
    expect(isWhole()).toBe(true);
    expect(server.requests).toEqual(['all', 'bytes=100000-']);
  });

  test('the download of a killed process is resumed, and that of a living one is not', async () => {
    server.behavior = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow();
    const dead = `archive.bin.partial-${owner().replace(/\d+$/, '99999999')}-0badcafe`;
    renameSync(join(dir, 'archive.bin.partial'), join(dir, dead));
    const alive = `archive.bin.partial-${owner()}-0badcafe`;
    mkdirSync(join(dir, alive));
    await fetchIt();
    expect(isWhole()).toBe(true);
    expect(server.requests).toEqual(['all', 'bytes=100000-']);
    expect(readdirSync(dir)).toEqual(['archive.bin', alive]);
  });

  test('the download starts over when the file has changed meanwhile', async () => {
    server.behavior = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow();
    server.content = randomBytes(200_000);
    server.etag = '"2"';
    await fetchIt();
    expect(isWhole()).toBe(true);
  });

  test.each([
    ['ignores ranges', '"1"', ['ignore range' as const]],
    ['sends no ETag', undefined, []],
  ])('the download starts over when the server %s', async (_, etag, then) => {
    server.etag = etag;
    server.behavior = [{ breakAfter: 100_000 }, ...then];
    await fetchIt();
    expect(isWhole()).toBe(true);
  });

  test('a partial file that is complete becomes the file', async () => {
    server.behavior = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow();
    const part = join(dir, 'archive.bin.partial', 'data');
    writeFileSync(part, server.content);
    await fetchIt();
    expect(server.requests.at(-1)).toBe('bytes=300000-');
    expect(isWhole()).toBe(true);
  });

  test('a file with the wrong digest is removed', async () => {
    const expected: Digest = { algorithm: 'sha256', hex: '0'.repeat(64) };
    await expect(fetchIt({ digest: expected })).rejects.toThrow(
      /digest is sha256:[0-9a-f]{12}…, expected sha256:000000000000…; it was removed/,
    );
    expect(existsSync(file)).toBe(false);
    await fetchIt();
    expect(server.requests).toEqual(['all', 'all']);
  });

  test('a wrong size is refused before the download', async () => {
    await expect(fetchIt({ bytes: 299_999 })).rejects.toThrow('has 300000 bytes, expected 299999');
    expect(existsSync(file)).toBe(false);
  });

  test.each([404, 403, 410])('status %i is not retried', async (status) => {
    server.behavior = [status];
    await expect(fetchIt()).rejects.toThrow(`${server.url}/archive.bin answers ${status}`);
    expect(server.requests).toHaveLength(1);
  });

  test('the download fails after the given number of attempts', async () => {
    server.behavior = [500, 500, 500, 500];
    await expect(fetchIt({ attempts: 3 })).rejects.toThrow('answers 500');
    expect(server.requests).toHaveLength(3);
  });

  test('an unreachable server is reported by its address', async () => {
    const nobody = download('http://127.0.0.1:9/archive.bin', file, quick);
    await expect(nobody).rejects.toThrow(/127\.0\.0\.1:9\/archive\.bin cannot be reached/);
  });

  test('an aborted download keeps its bytes for the next one', async () => {
    const stopper = new AbortController();
    server.behavior = [{ stallAfter: 100_000 }];
    const going = fetchIt({ signal: stopper.signal, progress: () => stopper.abort() });
    await expect(going).rejects.toThrow(/abort/i);
    await fetchIt();
    expect(server.requests[1]).toMatch(/^bytes=\d+-$/);
    expect(isWhole()).toBe(true);
  });

  test('two simultaneous downloads of a file give one file', async () => {
    await Promise.all([fetchIt({ bytes: 300_000 }), fetchIt({ bytes: 300_000 })]);
    expect(isWhole()).toBe(true);
    expect(readdirSync(dir)).toEqual(['archive.bin']);
  });

  test('a web page instead of the file is named as such, and not kept', async () => {
    server.pages.set('/archive.bin', ['text/html; charset=utf-8', '<html>Sign in</html>']);
    await expect(fetchIt()).rejects.toThrow(
      /archive\.bin answers with a web page instead of the file: a proxy or a sign-in page/,
    );
    expect(readdirSync(dir)).toEqual([]);
  });
});
