import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openResumable } from '../../lib/scoring/resumable-file';

const dir = mkdtempSync(join(tmpdir(), 'resumable-'));
afterAll(() => rmSync(dir, { recursive: true }));
const out = join(dir, 'out.csv');
const [partial, journal] = [`${out}.partial`, `${out}.partial.json`];

describe('a file that was begun', () => {
  beforeEach(async () => {
    for (const file of [out, partial, journal]) rmSync(file, { force: true });
    const file = await openResumable(out, 'key');
    await file.append('a,1\n', 1);
    await file.append('ü,2\n', 1);
    await file.close();
  });

  it('is continued behind the rows that its journal counts', async () => {
    const bytes = readFileSync(partial);
    writeFileSync(partial, `${bytes}half of a r`);
    const file = await openResumable(out, 'key');
    expect(file.rows).toBe(2);
    await file.append('c,3\n', 1);
    await file.finish();
    expect(readFileSync(out, 'utf8')).toBe('a,1\nü,2\nc,3\n');
  });

  it('is refused if it has lost bytes, and stays as it is', async () => {
    truncateSync(partial, 6);
    await expect(openResumable(out, 'key')).rejects.toThrow(
      `${partial} has 6 bytes instead of 9: remove it and ${journal}, and run the same command again`,
    );
    expect(readFileSync(partial).length).toBe(6);
  });

  it('is refused if its bytes were changed, and stays as it is', async () => {
    writeFileSync(partial, 'a,2\nü,2\n');
    await expect(openResumable(out, 'key')).rejects.toThrow(
      `${partial} was changed since it was written (its SHA-256 differs): remove it and ${journal}, and run`,
    );
    expect(readFileSync(partial, 'utf8')).toBe('a,2\nü,2\n');
  });

  it('is checked as a whole after it was continued', async () => {
    const file = await openResumable(out, 'key');
    await file.append('c,3\n', 1);
    await file.close();
    await (await openResumable(out, 'key')).close();
    writeFileSync(partial, 'b,1\nü,2\nc,3\n');
    await expect(openResumable(out, 'key')).rejects.toThrow('its SHA-256 differs');
  });

  it.each([
    [
      'another number of rows',
      (text: string) => text.replace('"rows": 2', '"rows": 1'),
      'its SHA-256 differs',
    ],
    ['half of its journal', (text: string) => text.slice(0, 20), 'is not JSON'],
    ['rows below zero', () => '{"format":1,"key":"key","rows":-1,"bytes":8}', 'has rows = -1'],
  ])('is refused with %s', async (_, damage, problem) => {
    writeFileSync(journal, damage(readFileSync(journal, 'utf8')));
    await expect(openResumable(out, 'key')).rejects.toThrow(problem);
    await expect(openResumable(out, 'key')).rejects.toThrow(
      `remove it and ${partial}, and run the same command again`,
    );
  });

  it('is written by one process at a time', async () => {
    const file = await openResumable(out, 'key');
    await expect(openResumable(out, 'key')).rejects.toThrow(
      `process ${process.pid} is working on ${out}: wait for it, or end it`,
    );
    await file.append('c,3\n', 1);
    await file.finish();
    expect(readdirSync(dir)).toEqual(['out.csv']);
  });

  it('does not replace a file that another program made meanwhile', async () => {
    const file = await openResumable(out, 'key');
    writeFileSync(out, 'mine');
    await expect(file.finish()).rejects.toThrow(`${out} was made by another program meanwhile`);
    await file.close();
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect(readFileSync(partial, 'utf8')).toBe('a,1\nü,2\n');
  });

  it('is continued if an earlier version began it', async () => {
    writeFileSync(journal, '{"format":1,"key":"key","rows":1,"bytes":4}\n');
    const file = await openResumable(out, 'key');
    expect(file.rows).toBe(1);
    await file.close();
    expect(readFileSync(partial, 'utf8')).toBe('a,1\n');
  });
});

it('a file whose folder cannot be made is refused with its path', async () => {
  writeFileSync(join(dir, 'a file'), '');
  const place = join(dir, 'a file', 'out.csv');
  await expect(openResumable(place, 'key')).rejects.toThrow(
    `${join(dir, 'a file')} cannot be written: a file of that name is there`,
  );
  rmSync(join(dir, 'a file'));
  const file = await openResumable(join(dir, 'new', 'folder', 'out.csv'), 'key');
  await file.close();
  rmSync(join(dir, 'new'), { recursive: true });
});
