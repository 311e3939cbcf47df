import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FlagError } from '../../../experiments/runs/flags';
import { lockNewFolder, requireNewFolder } from '../../../experiments/runs/new-folder';

const dir = mkdtempSync(join(tmpdir(), 'new-folder-'));
afterAll(() => rmSync(dir, { recursive: true }));
const at = (name: string) => join(dir, name);

test('a new or empty folder is taken, and not made yet', () => {
  requireNewFolder(at('new/folder'));
  mkdirSync(at('empty'));
  requireNewFolder(at('empty'));
  expect(readdirSync(dir)).toEqual(['empty']);
});

test('a file, a folder in a file, and a folder with files are refused before any work', () => {
  writeFileSync(at('file'), '');
  const refused = (out: string, why: string) => {
    expect(() => requireNewFolder(out)).toThrow(FlagError);
    expect(() => requireNewFolder(out)).toThrow(`--out ${out}: ${why}`);
  };
  refused(at('file'), 'this is a file; name a new folder');
  refused(at('file/a/b'), `${at('file')} is a file; name a folder in a folder`);
  refused(dir, 'this folder is not empty; name a new one');
});

test('a folder is kept for one process at a time', () => {
  const out = at('kept');
  const lock = lockNewFolder(out);
  expect(() => lockNewFolder(`${out}/`)).toThrow(`process ${process.pid} is working on --out ${out}/`);
  lock.release();
  expect(existsSync(`${out}.lock`)).toBe(false);
  lockNewFolder(out).release();
});
