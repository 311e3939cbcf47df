import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluateCommand } from '../../bin/evaluate';
import { underscored } from '../../bin/options';
import { preprocessCommand } from '../../bin/preprocess';
import { ready } from '../../lib/backend';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';
import { foldersIn, runFolder, savedRecord, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'data-flags-'));
const at = (name: string) => join(dir, name);
const small = [
  '--train_steps',
  '2',
  '--hidden_size',
  '4',
  '--embedding_size',
  '4',
  '--stopwords_file',
  'none',
];
const folders = foldersIn(dir).slice(2); // without --data_dir

beforeAll(async () => {
  await ready();
  const starsOf = (label: string, n: number) => (label === 'positive' ? 4 + (n % 2) : 1 + (n % 2));
  const rows = SENTENCES.map(({ text, label }, n) => `${starsOf(label!, n)};${n};"${text}"`);
  writeFileSync(at('stars.txt'), [...rows, '3;90;"so so, like others"', ';91;"no label"', ''].join('\n'));
  writeFileSync(at('test.txt'), SENTENCES.map(({ text, label }, n) => `${label};${n};"${text}"`).join('\n'));
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

describe('the flags of the data', () => {
  const stars = ['--data', at('stars.txt'), '--labels', 'positive=4,5', 'negative=1,2', 'drop=3'];

  it('map labels, name columns and sets, and tell what was read', async () => {
    const printed = await train(
      ...folders,
      ...small,
      ...stars,
      '--no-header',
      '--text_column',
      '3',
      '--test',
      at('test.txt'),
    );
    expect(printed).toMatch(
      /Data: .*stars\.txt: \d+ for training, \d+ for validation, 32 for testing; negative, positive/,
    );
    expect(vi.mocked(process.stderr.write).mock.calls.join('\n')).toMatch(
      /stars\.txt: text with ";" .*labels in column 1.*1 of 34 rows .*stars\.txt:34: the label is empty.*3 is left out/s,
    );
    const { flags } = (await savedRecord(printed)).run!;
    expect(flags).toMatchObject({
      labels: 'positive=4,5;negative=1,2;drop=3',
      header: 'no',
      text_column: '3',
    });
    const args = [
      '--checkpoints_dir',
      runFolder(printed),
      '--data',
      at('test.txt'),
      '--json',
      '--header',
      'no',
    ];
    expect(JSON.parse(await outputOf(evaluateCommand(), ...args)).n).toBe(32);
  });

  it('may be given in quotes, and to other commands', async () => {
    const args = [
      '--data',
      at('stars.txt'),
      '--labels',
      'positive=4,5 negative=1,2 drop=3',
      '--out',
      at('ids'),
    ];
    expect(await outputOf(preprocessCommand(), ...args)).toMatch(/train +32 /);
  });

  it('are refused by their names', async () => {
    await expect(train('--data', at('stars.txt'), '--labels', 'positive')).rejects.toThrow(
      /'--labels <class=labels\.\.\.>' argument 'positive' is invalid. It takes classes with their labels/,
    );
    await expect(train('--encoding', 'klingon')).rejects.toThrow(/It takes the name of an encoding/);
    await expect(
      train(...folders, ...small, '--data', at('stars.txt'), '--labels', 'good=5'),
    ).rejects.toThrow(/--labels says nothing about .*1 \(\d+ texts\)/);
  });

  it('--no-header is --header=no', () => {
    expect(underscored(['--no-header', '--no_header', '--', '--no-header'])).toEqual([
      '--header=no',
      '--header=no',
      '--',
      '--no-header',
    ]);
  });
});
