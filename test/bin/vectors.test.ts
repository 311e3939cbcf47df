import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { predictCommand } from '../../bin/predict';
import { ready } from '../../lib/backend';
import { unregisterVectors } from '../../lib/layers';
import { tokenize } from '../../lib/text';
import { writeCsv } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';
import { foldersIn, runFolder, savedRecord, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'own-vectors-'));
const file = join(dir, 'My_words.vec.gz');
const words = [...new Set(SENTENCES.flatMap(({ text }) => tokenize(text)))];

/** Returns the lines of a file of own vectors with 6 dimensions. */
function lines(scale: number): string {
  const rows = words.map(
    (word, n) => `${word} ${[1, 2, 3, 4, 5, 6].map((k) => Math.sin(n * k) * scale).join(' ')}`,
  );
  return `${[`${words.length} 6`, ...rows].join('\n')}\n`;
}

beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  writeFileSync(file, gzipSync(lines(1)));
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

const TINY: Record<string, string[]> = {
  keras: ['--lstm_units', '4', '--max_seq_length', '12'],
  oreilly: ['--lstm_units', '4', '--max_seq_length', '12', '--train_steps', '3'],
};

describe('--vectors', () => {
  it.each(Object.keys(TINY))('%s trains on own vectors, and the model finds them again', async (model) => {
    const printed = await train('--model', model, ...foldersIn(dir), ...TINY[model]!, '--vectors', file);
    const { vectors } = await savedRecord(printed);
    expect(vectors).toMatchObject({ dataset: 'own-my-words', file, order: 'oreilly' });
    unregisterVectors('own-my-words-oreilly');
    const run = runFolder(printed);
    const expected = await outputOf(predictCommand(), '--checkpoints_dir', run, 'A delight.');
    expect(expected).toMatch(/^(positive|negative) .* A delight\.\n$/);

    const moved = join(dir, 'moved.vec.gz');
    renameSync(file, moved);
    unregisterVectors('own-my-words-oreilly');
    const predict = (...args: string[]) =>
      outputOf(predictCommand(), '--checkpoints_dir', run, ...args, 'A delight.');
    await expect(predict()).rejects.toThrow(
      /the word vectors in .*My_words.vec.gz, which are not there: .*--vectors/,
    );
    expect(await predict('--vectors', moved)).toBe(expected);
    renameSync(moved, file);
    unregisterVectors('own-my-words-oreilly');
    writeFileSync(moved, gzipSync(lines(2)));
    await expect(predict('--vectors', moved)).rejects.toThrow(
      /was trained with other word vectors than those in the file/,
    );
    unregisterVectors('own-my-words-oreilly');
  });

  it('a model without own vectors refuses them', async () => {
    await expect(outputOf(predictCommand(), '--vectors', file, 'A delight.')).rejects.toThrow(
      /was not trained with own word vectors/,
    );
  });
});
