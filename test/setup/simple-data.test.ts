import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openData } from '../../lib/corpus/open-data';
import { readStopWords, stopWords } from '../../lib/text';
import { simpleData } from '../../setup/simple-data';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'simple-data-'));
  vi.stubEnv('SENTIMENT_DATA_DIR', dir);
  mkdirSync(join(dir, 'tweets'));
  const tweets = ['1\t2.5\tSo "happy", really', '2\t-1.5\tRunning late, again', '3\t0\tIt is Monday'];
  writeFileSync(join(dir, 'tweets', 'tweets_GroundTruth.txt'), `${tweets.join('\n')}\n`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

test('set-up writes the default data and stop words of the simple system', async () => {
  expect(simpleData.missing()).toBeDefined();
  await simpleData.provide();
  expect(simpleData.missing()).toBeUndefined();
  const reviews = await (await openData(join(dir, 'Kaggle'))).train();
  expect(reviews).toEqual([
    { text: 'So "happy", really', label: 'positive', source: 'data.csv:2' },
    { text: 'Running late, again', label: 'negative', source: 'data.csv:3' },
  ]);
  expect(readStopWords(join(dir, 'stopwords.txt'))).toEqual(new Set([...stopWords].sort()));
});

test('set-up keeps an existing file', async () => {
  writeFileSync(join(dir, 'stopwords.txt'), 'mine\n');
  await simpleData.provide();
  expect([...readStopWords(join(dir, 'stopwords.txt'))]).toEqual(['mine']);
  expect(() => readStopWords(dir)).toThrow(`${dir} is a folder: expected a file`);
});

test('readStopWords names a file that is missing', () =>
  expect(() => readStopWords(join(dir, 'none.txt'))).toThrow(/the stop words cannot be read .*none\.txt/));
