import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Review, readSourceList, writeSourceList } from '../../lib/corpus';

const dir = mkdtempSync(join(tmpdir(), 'source-list-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = join(dir, 'list.txt');
const reviews = ['train/pos/0_9.txt', 'train/pos/1_7.txt', 'train/neg/0_1.txt'].map(
  (source): Review => ({ source, text: 'Fine.' }),
);

describe('source list', () => {
  it('readSourceList reads what writeSourceList wrote', async () => {
    await writeSourceList(file, 'two of three', reviews.slice(1));
    expect(readFileSync(file, 'utf8')).toBe('# two of three\ntrain/pos/1_7.txt\ntrain/neg/0_1.txt\n');
    const sources = readSourceList(file);
    expect(sources).toEqual(['train/pos/1_7.txt', 'train/neg/0_1.txt']);
  });

  it('a missing list is refused with the command that writes it', () => {
    expect(() => readSourceList(join(dir, 'nowhere.txt'))).toThrow(
      /the list of reviews cannot be read .*: npm run duplicates -- --out .*nowhere/,
    );
  });
});
