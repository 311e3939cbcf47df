import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readResults, recordFile } from '../../experiments/results/record';
import { ready } from '../../lib/backend';
import { bundledModelFolder, type LoadedClassifier, loadClassifier } from '../../lib/classifier/load';
import { idsOfText } from '../../lib/classifier/parts';
import type { CheckedPrediction } from '../../lib/classifier/predictor';
import { inPipes } from '../bin/pseudo-terminal';
import { outputsInPlainTfjs } from './plain-tfjs';

/** Sentences of many kinds with their labels. */
const SENTENCES = {
  'What a great idea: two hours of nothing.': 'negative', // sarcasm
  'Not a perfect film, but a wonderful one.': 'positive',
  'The film was not good.': 'negative',
  'The acting is superb, but the story makes no sense and drags on for ever.': 'negative', // mixed
  Brilliant: 'positive',
  'Meh.': 'negative',
  'Loved it 😍': 'positive',
  // a long text
  [`${'We saw it twice, and it was better each time. '.repeat(80)}The best film of the year.`]: 'positive',
} as const;
/** Texts with little or nothing that the vocabulary knows, and their numbers of tokens. */
const UNREADABLE = { '': 0, '😍😍😍': 3, 'Ein wunderbarer Film.': 4 } as const;
/** Sentences with negation: backends have to agree here, too. */
const NEGATED = [
  'It was not bad at all, it was good.',
  'I can’t say that I was ever bored.',
  'I expected to hate it. I was wrong.',
];

let classifier: LoadedClassifier;
beforeAll(async () => {
  await ready();
  classifier = await loadClassifier('imdb');
});

describe('the bundled model imdb', () => {
  it('exported with built-in layers only, predicts the same in plain tfjs', {
    timeout: 300_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stock-'));
    await classifier.export(folder, { stock: true });
    const texts = [...Object.keys(SENTENCES).filter((text) => text.length < 100), ...NEGATED, ''];
    const logits = await outputsInPlainTfjs(
      folder,
      texts.map((text) => idsOfText(classifier, text)),
    );
    const expected = await classifier.predictProbabilities(texts);
    const positive = logits.map((logit) => 1 / (1 + Math.exp(-logit / classifier.temperature!)));
    for (const [at, probability] of positive.entries())
      expect(Math.abs(probability - expected[2 * at + 1]!)).toBeLessThan(1e-5);
    rmSync(folder, { recursive: true });
  });

  it('is smaller than 20 MB', () => {
    const folder = bundledModelFolder('imdb');
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(20e6);
  });

  it('predicts the labels of sentences of many kinds', async () => {
    const predictions = await classifier.predict(Object.keys(SENTENCES));
    expect(predictions.map(({ label }) => label)).toEqual(Object.values(SENTENCES));
  });

  it('counts unknown tokens and is unsure about texts that it cannot read', async () => {
    const predictions = await classifier.predict(Object.keys(UNREADABLE));
    expect(predictions.map(({ tokenCount }) => tokenCount)).toEqual(Object.values(UNREADABLE));
    const [empty, emoji, german] = predictions.map(({ unknownCount }) => unknownCount);
    expect([empty, emoji]).toEqual([0, 3]);
    expect(german).toBeGreaterThan(0);
    for (const { probability } of predictions) expect(probability).toBeLessThan(0.7);
  });

  /** Returns what `predict` says of texts with a model, on a backend, or where none can start. */
  function predicted(model: string, backend: string | undefined, texts: readonly string[]) {
    vi.stubEnv('SENTIMENT_BACKEND', backend);
    if (backend === undefined) vi.stubEnv('FAST_LSTM_THREADS', 'none');
    const { stdout } = inPipes('predict', ['--checkpoints_dir', model, '--json'], texts.join('\n'));
    vi.unstubAllEnvs();
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CheckedPrediction);
  }
  const shortTexts = [...Object.keys(SENTENCES), ...NEGATED].filter((text) => text.length < 200);

  it('predicts nearly the same by its name, in lstm-sentiment and without any backend', async () => {
    const texts = [...shortTexts, 'Жук'];
    const found = predicted('imdb', undefined, texts);
    for (const [n, { label, ...expected }] of (await classifier.predict(texts)).entries()) {
      expect(found[n]).toMatchObject({
        text: texts[n],
        label: expected.hasKnownWord ? label : null,
        tokenCount: expected.tokenCount,
        unknownCount: expected.unknownCount,
        hasKnownWord: expected.hasKnownWord,
      });
      if (expected.hasKnownWord) expect(found[n]!.probability).toBeCloseTo(expected.probability, 1.5);
      else expect(found[n]).toMatchObject({ reason: 'the model knows none of the words' });
    }
  });

  it('predicts by its name on the backend that SENTIMENT_BACKEND names', () => {
    vi.stubEnv('SENTIMENT_BACKEND', 'gpu');
    const { code, stderr } = inPipes('predict', ['--checkpoints_dir', 'imdb'], 'A delight.');
    vi.unstubAllEnvs();
    expect(code).toBe(1);
    expect(stderr.trim()).toBe('SENTIMENT_BACKEND=gpu names no backend: use tensorflow, wasm or cpu');
  });

  it.each(['wasm', 'cpu'])('predicts the same on the %s backend', { timeout: 300_000 }, async (backend) => {
    const texts = shortTexts;
    const found = predicted(bundledModelFolder('imdb'), backend, texts);
    for (const [n, { label, probability }] of (await classifier.predict(texts)).entries()) {
      expect(found[n]!.label).toBe(label);
      expect(found[n]!.probability).toBeCloseTo(probability, 4);
    }
  });

  it('the accuracy on the card is within 0.2 points of the record', async () => {
    const card = readFileSync(join(bundledModelFolder('imdb'), 'README.md'), 'utf8');
    const record = (await readResults()).find((record) => card.includes(`results/${recordFile(record)}`))!;
    expect(record.system).toBe('pretrained');
    const [, bundled] = /\*\*(\d+\.\d+) % ± /.exec(card)!;
    expect(Math.abs(Number(bundled) - 100 * record.test.accuracy)).toBeLessThan(0.2);
  });
});
