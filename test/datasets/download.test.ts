import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { download } from '../../lib/datasets';
import type { Digest } from '../../lib/files/digest';
import { digestOf } from '../../lib/files/digest';
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
  test('puts the file in its place, tells how far it is, and leaves nothing else', async () => {
    const told: [number, number][] = [];
    await fetchIt({ progress: (done: number, total: number) => void told.push([done, total]) });
    expect(isWhole()).toBe(true);
    expect(readdirSync(dir)).toEqual(['archive.bin']);
    expect(told.at(-1)).toEqual([300_000, 300_000]);
  });

  test('does not fetch what is there and as expected, and replaces what is not', async () => {
    const expected = { digest: await digest() };
    await fetchIt(expected);
    await fetchIt(expected);
    expect(server.requests).toEqual(['all']);
    writeFileSync(file, 'damaged');
    await fetchIt(expected);
    expect(isWhole()).toBe(true);
  });

  test('goes on where the connection broke', async () => {
    server.behaviour = [{ breakAfter: 100_000 }, 503, { breakAfter: 50_000 }];
    await fetchIt({ digest: await digest() });
    expect(isWhole()).toBe(true);
    // What was still on its way when the connection broke may be lost, so only bounds are certain.
    expect(server.requests).toEqual(['all', ...Array(3).fill(expect.stringMatching(/^bytes=\d+-$/))]);
    const [first = 0, second = 0, third = 0] = server.requests
      .slice(1)
      .map((range) => parseInt(range.slice(6), 10));
    expect(first).toBeLessThanOrEqual(100_000);
    expect(second).toBe(first);
    expect(third).toBeGreaterThanOrEqual(second);
    expect(third).toBeGreaterThan(0);
  });

  test('goes on where the server fell silent', async () => {
    server.behaviour = [{ stallAfter: 100_000 }];
    await fetchIt({ stallTime: 2000 });
    expect(isWhole()).toBe(true);
    expect(server.requests).toEqual(['all', 'bytes=100000-']);
  });

  test('goes on in a later call', async () => {
    server.behaviour = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow(/cannot be reached|broke off/);
    expect(existsSync(file)).toBe(false);
    await fetchIt();
    expect(isWhole()).toBe(true);
    expect(server.requests).toEqual(['all', 'bytes=100000-']);
  });

  test('starts over when the file has changed meanwhile', async () => {
    server.behaviour = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow();
    server.content = randomBytes(200_000);
    server.etag = '"2"';
    await fetchIt();
    expect(isWhole()).toBe(true);
  });

  test.each([
    ['knows no ranges', '"1"', ['ignore range' as const]],
    ['names no version', undefined, []],
  ])('starts over when the server %s', async (_, etag, then) => {
    server.etag = etag;
    server.behaviour = [{ breakAfter: 100_000 }, ...then];
    await fetchIt();
    expect(isWhole()).toBe(true);
  });

  test('takes a part that is the whole file for the file', async () => {
    server.behaviour = [{ breakAfter: 100_000 }];
    await expect(fetchIt({ attempts: 1 })).rejects.toThrow();
    const part = join(dir, 'archive.bin.partial', 'data');
    writeFileSync(part, server.content);
    await fetchIt();
    expect(server.requests.at(-1)).toBe('bytes=300000-');
    expect(isWhole()).toBe(true);
  });

  test('removes what has the wrong digest', async () => {
    const expected: Digest = { algorithm: 'sha256', hex: '0'.repeat(64) };
    await expect(fetchIt({ digest: expected })).rejects.toThrow(
      /digest is sha256:[0-9a-f]{12}…, expected sha256:000000000000…; it was removed/,
    );
    expect(existsSync(file)).toBe(false);
    await fetchIt();
    expect(server.requests).toEqual(['all', 'all']);
  });

  test('refuses another size before it is fetched', async () => {
    await expect(fetchIt({ bytes: 299_999 })).rejects.toThrow('has 300000 bytes, expected 299999');
    expect(existsSync(file)).toBe(false);
  });

  test.each([404, 403, 410])('does not ask again after %i', async (status) => {
    server.behaviour = [status];
    await expect(fetchIt()).rejects.toThrow(`${server.url}/archive.bin answers ${status}`);
    expect(server.requests).toHaveLength(1);
  });

  test('gives up after some tries without a byte', async () => {
    server.behaviour = [500, 500, 500, 500];
    await expect(fetchIt({ attempts: 3 })).rejects.toThrow('answers 500');
    expect(server.requests).toHaveLength(3);
  });

  test('says at once that there is no server', async () => {
    const nobody = download('http://127.0.0.1:9/archive.bin', file, quick);
    await expect(nobody).rejects.toThrow(/127\.0\.0\.1:9\/archive\.bin cannot be reached/);
  });

  test('stops when the signal says so, and keeps what has arrived', async () => {
    const stopper = new AbortController();
    server.behaviour = [{ stallAfter: 100_000 }];
    const going = fetchIt({ signal: stopper.signal, progress: () => stopper.abort() });
    await expect(going).rejects.toThrow(/abort/i);
    await fetchIt();
    expect(server.requests[1]).toMatch(/^bytes=\d+-$/);
    expect(isWhole()).toBe(true);
  });

  test('of the same file, twice at once, gives the file', async () => {
    await Promise.all([fetchIt({ bytes: 300_000 }), fetchIt({ bytes: 300_000 })]);
    expect(isWhole()).toBe(true);
    expect(readdirSync(dir)).toEqual(['archive.bin']);
  });
});
