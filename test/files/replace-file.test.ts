import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceFile } from '../../lib/files/replace-file';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'replace-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('replaceFile', () => {
  test('writes the parts of a file in order, and makes its folder', async () => {
    const file = join(dir, 'new', 'file.txt');
    await replaceFile(file, [Buffer.from('one, '), Buffer.from('two')]);
    expect(readFileSync(file, 'utf8')).toBe('one, two');
    expect(readdirSync(join(dir, 'new'))).toEqual(['file.txt']);
  });

  test('keeps the old file when the new one cannot be written', async () => {
    const file = join(dir, 'file.txt');
    await replaceFile(file, 'old');
    function* broken() {
      yield Buffer.from('new');
      throw new Error('no more');
    }
    await expect(replaceFile(file, broken())).rejects.toThrow('no more');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(dir)).toEqual(['file.txt']);
  });
});
