import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedFolder, checkFolders } from '../../lib/files/check-folders';
import { storeVectors } from '../../lib/vectors';

let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'check-'));
  await storeVectors(join(root, 'a', 'vectors'), ['good', 'film'], Float32Array.of(1, 2), 1);
});
afterEach(() => rmSync(root, { recursive: true }));

async function checked(): Promise<CheckedFolder[]> {
  const found: CheckedFolder[] = [];
  for await (const folder of checkFolders([root, join(root, 'missing')])) found.push(folder);
  return found;
}

describe('checkFolders', () => {
  const folder = () => join(root, 'a', 'vectors');

  it('a whole folder has no fault', async () => {
    expect(await checked()).toEqual([{ folder: folder(), kind: 'word vectors' }]);
  });

  it('a byte that was changed under the same time is found, because every byte is read', async () => {
    const file = join(folder(), 'vectors.npy');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
    writeFileSync(file, bytes);
    utimesSync(file, 1, 1);
    const [found] = await checked();
    expect(found!.fault).toMatch(/vectors\.npy was changed since .*: remove the folder, and install/);
  });

  it('a record that was changed is found', async () => {
    const file = join(folder(), 'vectors.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"dimensions": 1', '"dimensions": 2'));
    expect((await checked())[0]!.fault).toMatch(/vectors\.json was changed since it was written/);
    appendFileSync(file, '}');
    expect((await checked())[0]!.fault).toMatch(/vectors\.json is not JSON/);
  });

  it('names in a record stay inside of its folder', async () => {
    const file = join(folder(), 'vectors.json');
    const text = readFileSync(file, 'utf8');
    for (const name of ['../words.txt', '/etc/hostname', '..', 'a/b', 'a\\\\b']) {
      writeFileSync(file, text.replace('"words.txt"', `"${name}"`));
      expect((await checked())[0]!.fault).toMatch(
        /vectors\.json has files\..*expected|a name in this folder/,
      );
    }
  });
});
