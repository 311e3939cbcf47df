import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linkOrCopy } from '../../lib/files/link-or-copy';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'link-'));
  writeFileSync(join(dir, 'library.so.2'), 'code');
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('linkOrCopy', () => {
  test('a file is linked: both paths are the same file on disk', () => {
    const target = join(dir, 'folder', 'library.so');
    linkOrCopy(join(dir, 'library.so.2'), target);
    linkOrCopy(join(dir, 'library.so.2'), target);
    expect(statSync(target).ino).toBe(statSync(join(dir, 'library.so.2')).ino);
  });

  test.skipIf(process.platform === 'win32')('a symbolic link becomes a copy of its target', () => {
    symlinkSync('library.so.2', join(dir, 'library.so'));
    const target = join(dir, 'folder', 'library.so');
    linkOrCopy(join(dir, 'library.so'), target);
    expect(lstatSync(target).isSymbolicLink()).toBe(false);
    expect(readFileSync(target, 'utf8')).toBe('code');
  });
});
