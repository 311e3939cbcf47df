import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { corpusStage, languageModelStage, PRETRAINING, vectorStage } from '../../lib/pretraining';
import { SENTENCES } from '../models/sentences';

const root = mkdtempSync(join(tmpdir(), 'stages-'));
afterAll(() => rmSync(root, { recursive: true }));

const config = {
  ...{ ...PRETRAINING, dimensions: 5, units: 4, streams: 2, time: 10 },
  ...{ vectorEpochs: 1, epochs: 1 },
};

it('a finished language-model stage is not run again, and asking for more epochs throws', async () => {
  await ready();
  const corpus = await corpusStage(root, async () => SENTENCES.map(({ text }) => text), config);
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
  await expect(make(2)).rejects.toThrow(/backward holds a model of 1 epochs, not 2: remove it/);
});
