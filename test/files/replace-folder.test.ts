import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceFolder } from '../../lib/files/replace-folder';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'replace-'));
  for (const name of ['new', 'old']) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'content'), name);
  }
});
afterEach(() => rmSync(dir, { recursive: true }));
const at = (name: string) => join(dir, name);
const content = (folder: string) => readFileSync(join(dir, folder, 'content'), 'utf8');

describe('replaceFolder', () => {
  test('a folder replaces another, which is moved aside', () => {
    replaceFolder(at('new'), at('old'), at('aside'));
    expect([content('old'), content('aside')]).toEqual(['new', 'old']);
    expect(readdirSync(dir).sort()).toEqual(['aside', 'old']);
  });

  test('when the new folder cannot be moved, the old one is restored', () => {
    expect(() => replaceFolder(at('none'), at('old'), at('aside'))).toThrow(/ENOENT/);
    expect(content('old')).toBe('old');
  });
});
