import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { duplicatesCommand } from '../../bin/duplicates';
import { writeCsv, writeFolders } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';

const dir = mkdtempSync(join(tmpdir(), 'duplicates-'));
const at = (...path: string[]) => join(dir, ...path);
beforeAll(() => {
  const [first, second] = SENTENCES;
  writeFolders(at('folders', 'train'), [...SENTENCES, { ...first!, text: `${first!.text}<br />` }]);
  writeFolders(at('folders', 'test'), [
    second!,
    SENTENCES.at(-1)!,
    { ...first!, text: 'Like nothing else.' },
  ]);
  mkdirSync(at('folders', 'train', 'unsup'));
  writeFileSync(at('folders', 'train', 'unsup', '0_0.txt'), 'Like nothing else!');
  writeCsv(at('csv'));
});
afterAll(() => rmSync(dir, { recursive: true }));

beforeEach(catchOutput);

describe('duplicates', () => {
  it('duplicates are counted for each pair of sets, and the training reviews to leave out are listed', async () => {
    const shown = await outputOf(duplicatesCommand(), '--data-dir', at('folders'), '--out', at('out.txt'));
    expect(shown).toMatch(/^train, duplicated in train +33 +2 +0$/m);
    expect(shown).toMatch(/^train, duplicated in test +33 +2 +0$/m);
    expect(shown).toMatch(/^test, duplicated in unlabeled +3 +1 +0$/m);
    expect(shown).toContain('3 training reviews to leave out: ');
    const [first, ...sources] = readFileSync(at('out.txt'), 'utf8').trim().split('\n');
    expect(first).toMatch(/^# Reviews of .*folders to leave out/);
    expect(sources).toEqual(['train/pos/1.txt', 'train/pos/32.txt', 'train/neg/31.txt']);
  });

  it('with --json, data without a test set gives one object', async () => {
    const found = JSON.parse(
      await outputOf(duplicatesCommand(), '--data_dir', at('csv'), '--json', '--similarity', '.9'),
    );
    expect(found).toMatchObject({
      similarity: 0.9,
      shingle: 5,
      texts: { train: 32 },
      shared: [{ part: 'train', other: 'train', same: 0, near: 0 }],
      leaveOut: 0,
    });
  });
});
