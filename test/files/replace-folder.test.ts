import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

test('a folder takes the place of another, which goes aside', () => {
  replaceFolder(at('new'), at('old'), at('aside'));
  expect([content('old'), content('aside')]).toEqual(['new', 'old']);
  expect(readdirSync(dir).sort()).toEqual(['aside', 'old']);
});

test('the old content is back in its place when the new one cannot be put there', () => {
  expect(() => replaceFolder(at('none'), at('old'), at('aside'))).toThrow(/ENOENT/);
  expect(content('old')).toBe('old');
});
