import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pretrainCommand } from '../../bin/pretrain';
import { requireMemory } from '../../experiments/runs/model-size';
import { ready } from '../../lib/backend';
import { writeCsv } from '../experiments/systems/corpus';
import { catchOutput, outputOf } from './command-output';
import { foldersIn, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'limits-'));
const folders = foldersIn(dir);
const LIMIT = { timeout: 300_000 };
beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

describe('train', () => {
  it.each([
    ['1e6', /^the loss is \d\S+ at step 1: lower the learning rate, or clip gradients$/],
    ['1e30', /^\S+ is not finite, or too large, after step 1: lower the learning rate, or clip/],
  ])('a model that diverges at the learning rate %s is not saved', LIMIT, async (rate, message) => {
    const keras = ['--model', 'keras', '--epochs', '2', '--learning_rate', rate, '--validation_split', '0.2'];
    await expect(train(...folders, ...keras)).rejects.toThrow(message);
    expect(readdirSync(join(dir, 'cp'))).toEqual([]);
  });

  it('sizes beyond the memory are refused by name before any work', LIMIT, async () => {
    await expect(train(...folders, '--hidden_size', '1000000')).rejects.toThrow(
      /--hidden_size 1000000 .*: training needs at least 6\.4e\+4 GB of memory, and this machine has/,
    );
    const embedding = ['--embedding_size', '1000000000', '--stopwords_file', 'None'];
    await expect(train(...folders, ...embedding)).rejects.toThrow(
      /--embedding_size 1000000000.*: training needs/,
    );
    expect(() => requireMemory({ batch_size: 24, lstm_units: 64 }, { batchTokens: 1e10 }, 8e9)).toThrow(
      '--lstm_units 64 --batch_size 24: training needs at least 1.5e+4 GB of memory, and this machine has 8.0 GB',
    );
    expect(readdirSync(join(dir, 'cp'))).toEqual([]);
  });

  it('a regularization strength that float64 cannot hold is refused', LIMIT, async () => {
    await expect(train(...folders, '--model', 'tf-idf', '--c', '1e300')).rejects.toThrow(/at most 1e\+100/);
  });
});

it('pretrain says how many tokens it needs, before it trains', LIMIT, async () => {
  const args = ['--data', join(dir, 'data'), '--language_model', join(dir, 'lm')];
  await expect(outputOf(pretrainCommand(), ...args)).rejects.toThrow(
    /^\d+ tokens are too few to pretrain on: at least 6,400 are needed, one batch of 64 streams of 100 tokens$/,
  );
  expect(readdirSync(join(dir, 'lm'))).toEqual(['corpus']);
});
