import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { corpusStage, languageModelStage, PRETRAINING, vectorStage } from '../../lib/pretraining';
import { SENTENCES } from '../models/sentences';

const root = mkdtempSync(join(tmpdir(), 'stages-'));
afterAll(() => rmSync(root, { recursive: true }));

const source = (more = {}) => ({
  stamp: 'sentences',
  validationSplit: 0.1,
  splitSeed: 0,
  texts: async () => SENTENCES.map(({ text }) => text),
  ...more,
});
const config = {
  ...{ ...PRETRAINING, dimensions: 5, units: 4, streams: 2, timeSteps: 10 },
  ...{ vectorEpochs: 1, epochs: 1 },
};

it('a finished language-model stage is not run again, and asking for more epochs throws', async () => {
  await ready();
  const corpus = await corpusStage(root, source(), config);
  const vectors = await vectorStage(root, corpus, config);
  const steps: number[] = [];
  const make = (epochs: number) =>
    languageModelStage(
      root,
      'backward',
      corpus,
      vectors,
      corpus,
      { ...config, epochs },
      {
        onMetrics: (_, { step }) => steps.push(step),
      },
    );
  const perplexity = await make(1);
  expect(steps.length).toBeGreaterThan(0);
  const before = steps.length;
  expect(await make(1)).toBe(perplexity);
  expect(steps.length).toBe(before);
  await expect(make(2)).rejects.toThrow(/backward was made from other inputs \(epochs 1, now 2\): remove it/);
});

it.each([
  ['other data', source({ stamp: 'others' }), config, /stamp "sentences", now "others"/],
  ['another split', source({ splitSeed: 1 }), config, /splitSeed 0, now 1/],
  ['another vocabulary size', source(), { ...config, maxWords: 12 }, /maxWords 20000, now 12/],
])('a corpus is not taken for that of %s', async (_, other, settings, message) => {
  await expect(corpusStage(root, other, settings)).rejects.toThrow(message);
});

it('word vectors are not taken for those of other dimensions', async () => {
  const corpus = await corpusStage(root, source(), config);
  await expect(vectorStage(root, corpus, { ...config, dimensions: 6 })).rejects.toThrow(
    /dimensions 5, now 6/,
  );
});

it('a stage of an earlier version, without a record of its inputs, is not taken for another', async () => {
  rmSync(join(root, 'corpus', 'inputs.json'));
  await expect(corpusStage(root, source(), config)).rejects.toThrow(/did not record its inputs/);
});
