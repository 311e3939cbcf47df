import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readResults, recordFile } from '../../experiments/results/record';
import { ready } from '../../lib/backend';
import { loadPretrained, shippedModel } from '../../lib/classifier/bundled';
import { classify, type LoadedClassifier } from '../../lib/classifier/load';
import { formatAccuracy } from '../../lib/evaluation';
import { inPipes } from '../bin/pseudo-terminal';

/** Sentences of many kinds, and what is to be said of them. */
const SENTENCES = {
  'Oh great, another two hours of my life that I will never get back.': 'negative', // sarcasm
  'Not a perfect film, but a wonderful one.': 'positive',
  'The film was not good.': 'negative',
  'The acting is superb, but the story makes no sense and drags on for ever.': 'negative', // mixed
  Brilliant: 'positive',
  'Meh.': 'negative',
  'Loved it 😍': 'positive',
  [`${'We saw it twice, and it was better each time. '.repeat(80)}The best film of the year.`]: 'positive', // long
} as const;
/** What says nothing to it: it answers all the same, and says how much of it is unknown. */
const UNREADABLE = { '': [0, 0], '😍😍😍': [3, 3], 'Ein wunderbarer Film.': [4, 2] } as const;
/** What it gets wrong, and its card says so: words outweigh what turns them round. */
const MISREAD = [
  'It was not bad at all, it was good.',
  'I can’t say that I was ever bored.',
  'I expected to hate it. I was wrong.',
];

let classifier: LoadedClassifier;
beforeAll(async () => {
  await ready();
  classifier = await loadPretrained();
});

describe('the model that is shipped', () => {
  it('is small enough for a repository', () => {
    const folder = shippedModel();
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(20e6);
  });

  it('answers sensibly', async () => {
    const answers = await classify(classifier, Object.keys(SENTENCES));
    expect(answers.map(({ label }) => label)).toEqual(Object.values(SENTENCES));
  });

  it('says how much of a text it does not know', async () => {
    const answers = await classify(classifier, Object.keys(UNREADABLE));
    expect(answers.map(({ words, unknown }) => [words, unknown])).toEqual(Object.values(UNREADABLE));
    for (const { probability } of answers) expect(probability).toBeLessThan(0.7);
  });

  it('takes some words more seriously than what turns them round, as its card says', async () => {
    const answers = await classify(classifier, MISREAD);
    expect(answers.map(({ label }) => label)).toEqual(MISREAD.map(() => 'negative'));
  });

  it.each(['wasm', 'cpu'])('says the same without the native library, on %s', async (backend) => {
    const texts = [...Object.keys(SENTENCES), ...MISREAD].filter((text) => text.length < 200);
    vi.stubEnv('SENTIMENT_BACKEND', backend);
    const { stdout } = inPipes('predict', ['--json'], texts.join('\n'));
    vi.unstubAllEnvs();
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { label: string; probability: number });
    for (const [n, { label, probability }] of (await classify(classifier, texts)).entries()) {
      expect(found[n]!.label).toBe(label);
      expect(found[n]!.probability).toBeCloseTo(probability, 4);
    }
  });

  it('has the accuracy of its record, as its card says', async () => {
    const record = (await readResults()).find(({ experiment }) => experiment === 'pretrained')!;
    const card = readFileSync(join(shippedModel(), 'README.md'), 'utf8');
    const { accuracy, n } = record.test;
    expect(card).toContain(`results/${recordFile(record)}`);
    // The second wording is that of cards written before `modelCard` was reworded.
    const wholeAccuracy = /(?:Accuracy before quantization:|smaller it had) (\d+\.\d+ % ± \d+\.\d+)/;
    expect(wholeAccuracy.exec(card)?.[1]).toBe(formatAccuracy(accuracy, n));
    const [, shipped] = /test reviews[^*]*: \*\*(\d+\.\d+) %/.exec(card)!;
    expect(Math.abs(Number(shipped) - 100 * accuracy)).toBeLessThan(0.2);
  });
});
