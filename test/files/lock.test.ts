import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { takeLock, withLock } from '../../lib/files/lock';
import { owner } from '../../lib/files/owner';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(dir, 'run.lock');
});
afterEach(() => rmSync(dir, { recursive: true }));
const host = owner().slice(0, owner().lastIndexOf('-'));

describe('takeLock', () => {
  test('a second one is refused until the first is released', () => {
    const lock = takeLock(file, 'the run');
    expect(() => takeLock(file, 'the run')).toThrow(
      `process ${process.pid} is working on the run: wait for it, or end it. If it no longer runs, remove ${file}`,
    );
    lock.release();
    expect(existsSync(file)).toBe(false);
    takeLock(file, 'the run').release();
  });

  test('the lock of a dead process is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, `${host}-${pid} 17\n`);
    takeLock(file, 'the run').release();
    expect(existsSync(file)).toBe(false);
  });

  test.runIf(existsSync('/proc/self/stat'))('so is that of a process whose number another one has', () => {
    writeFileSync(file, `${host}-${process.pid} 17\n`);
    takeLock(file, 'the run').release();
  });

  test('that of another machine is taken over if it was not refreshed for an hour', () => {
    writeFileSync(file, 'elsewhere-17 4711\n');
    expect(() => takeLock(file, 'the run')).toThrow('another process (elsewhere-17) is working on the run');
    const earlier = new Date(Date.now() - 61 * 60_000);
    utimesSync(file, earlier, earlier);
    const lock = takeLock(file, 'the run');
    utimesSync(file, earlier, earlier);
    lock.refresh();
    lock.release();
  });

  test('one with a lease is taken over earlier', () => {
    writeFileSync(file, 'elsewhere-17 4711 300000\n');
    const before = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    utimesSync(file, before(4), before(4));
    expect(() => takeLock(file, 'the run')).toThrow(
      /its lock ends 5 minutes after its last sign of life, which was 2[34]\d s ago, or remove/,
    );
    utimesSync(file, before(6), before(6));
    const lock = takeLock(file, 'the run', 300_000);
    expect(readFileSync(file, 'utf8')).toMatch(/^\S+ \S+ 300000\n$/);
    lock.release();
  });

  test('one with a lease gives signs of life, also when somebody has removed it', async () => {
    const lock = takeLock(file, 'the run', 50);
    utimesSync(file, 1, 1);
    await vi.waitFor(() => expect(statSync(file).mtimeMs).toBeGreaterThan(1e6));
    rmSync(file);
    lock.refresh();
    lock.release();
  });

  test('an empty file, left by a full disk, keeps nobody out for long', () => {
    writeFileSync(file, '');
    expect(() => takeLock(file, 'the run')).toThrow('is working on the run');
    const earlier = new Date(Date.now() - 10_000);
    utimesSync(file, earlier, earlier);
    takeLock(file, 'the run').release();
  });
});

describe('a lock that is damaged', () => {
  test.each([
    ['a folder', () => mkdirSync(file)],
    ['a link to nothing', () => symlinkSync(join(dir, 'nothing'), file)],
  ])('ends the work if it is %s', (_, make) => {
    make();
    expect(() => takeLock(file, 'the run')).toThrow(
      `${file} is no file, so the run cannot be locked: remove it if no other process works on that`,
    );
  });

  // Root may read everything.
  test.skipIf(!process.getuid?.())('ends the work if it may not be read', () => {
    writeFileSync(file, `${host}-1 17\n`, { mode: 0 });
    expect(() => takeLock(file, 'the run')).toThrow(`${file} cannot be read (EACCES), so the run`);
  });

  test('keeps nobody out because of a time in the future', () => {
    const later = new Date(Date.now() + 2 * 24 * 60 * 60_000);
    for (const content of ['', 'elsewhere-17 4711\n']) {
      writeFileSync(file, content);
      utimesSync(file, later, later);
      takeLock(file, 'the run').release();
    }
  });

  test('is not printed, and a time a little ahead is called so', () => {
    writeFileSync(file, randomBytes(200));
    const soon = new Date(Date.now() + 100_000);
    utimesSync(file, soon, soon);
    expect(() => takeLock(file, 'the run')).toThrow(
      /^another process is working on the run: .* its lock ends 60 minutes after .* (99|100) s ahead of the clock/,
    );
    writeFileSync(file, '');
    expect(() => takeLock(file, 'the run')).toThrow(
      /^another process is working on the run: .* its lock ends 5 s after its last sign of life, which was 0 s/,
    );
  });
});

describe('withLock', () => {
  test('is released after an error, and waits no longer than the limit', () => {
    const fail = () => {
      throw new Error('no');
    };
    expect(() => withLock(file, 'the file', 0, fail)).toThrow('no');
    const lock = takeLock(file, 'the file');
    expect(() => withLock(file, 'the file', 20, () => 1)).toThrow('is working on the file');
    expect(readFileSync(file, 'utf8')).toContain(owner());
    lock.release();
    expect(withLock(file, 'the file', 0, () => 1)).toBe(1);
  });
});
