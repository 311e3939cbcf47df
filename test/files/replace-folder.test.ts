import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { owner } from '../../lib/files/owner';
import { buildFolder, putBack, replaceFolder } from '../../lib/files/replace-folder';

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

describe('putBack', () => {
  const dead = owner().replace(/\d+$/, '4194305'); // more than the largest process id
  const moved = (of: string) => renameSync(at('old'), at(`${of}.old.${dead}-0a1b2c3d.tmp`));

  test('a folder that a killed process had moved away comes back', () => {
    moved('model');
    putBack(at('model'));
    expect(content('model')).toBe('old');
    expect(readdirSync(dir).sort()).toEqual(['model', 'new']);
  });

  test('buildFolder does it before anything else, and leaves nothing in the end', async () => {
    moved('model');
    const building = buildFolder(at('model'), async () => {
      expect(content('model')).toBe('old');
      throw new Error('stopped');
    });
    await expect(building).rejects.toThrow('stopped');
    expect(content('model')).toBe('old');
    renameSync(at('model'), at('old'));
    moved('new');
    putBack(at('new')); // there is one
    expect(content('new')).toBe('new');
    await buildFolder(at('new'), async (ready) => writeFileSync(join(ready, 'content'), 'newer'));
    expect(content('new')).toBe('newer');
    expect(readdirSync(dir)).toEqual(['new']);
  });
});
