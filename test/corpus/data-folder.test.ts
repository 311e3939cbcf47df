import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../lib/corpus/data-folder';
import { writeCsv, writeFolders } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('openDataFolder', () => {
  it('reads a CSV file with the columns of the simple tutorial', async () => {
    const { train, test, what } = openDataFolder(writeCsv(dir));
    expect(what).toBe(join(dir, 'data.csv'));
    expect(test).toBeUndefined();
    expect((await train()).map(({ text, label }) => [text, label])).toEqual(
      SENTENCES.map(({ text, label }) => [text, label]),
    );
  });

  it('reads files of any name in pos/ and neg/', async () => {
    const { train, test } = openDataFolder(writeFolders(dir));
    expect(test).toBeUndefined();
    expect(await train()).toHaveLength(32);
    expect((await train())[0]).toEqual({ text: SENTENCES[0]!.text, label: 'positive', source: 'pos/0.txt' });
  });

  it('reads training and test set from train/ and test/', async () => {
    writeFolders(join(dir, 'train'));
    writeFolders(join(dir, 'test'), SENTENCES.slice(10, 20));
    const { train, test } = openDataFolder(dir);
    expect(await train()).toHaveLength(32);
    expect((await test!())[0]!.source).toBe('test/pos/0.txt');
  });

  it('another folder throws with the expected layout', () => {
    expect(() => openDataFolder(join(dir, 'nowhere'))).toThrow(/nowhere does not exist: .*npm run data/);
    mkdirSync(join(dir, 'pos'));
    expect(() => openDataFolder(dir)).toThrow(
      /holds neither data\.csv \(with the columns SentimentText and Sentiment\) nor train\/pos\//,
    );
  });

  it('the stamp changes if a file changes', () => {
    const csv = openDataFolder(writeCsv(join(dir, 'csv')));
    const folders = openDataFolder(writeFolders(join(dir, 'folders')));
    const before = [csv.stamp(), folders.stamp()];
    expect([csv.stamp(), folders.stamp()]).toEqual(before);
    appendFileSync(join(dir, 'csv', 'data.csv'), '1,"Fine."\n');
    writeFileSync(join(dir, 'folders', 'pos', 'new.txt'), 'Fine.');
    expect(csv.stamp()).not.toBe(before[0]);
    expect(folders.stamp()).not.toBe(before[1]);
  });
});
