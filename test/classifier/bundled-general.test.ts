import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGeneralRecord } from '../../experiments/general/record';
import { ready } from '../../lib/backend';
import { bundledModelFolder, type LoadedClassifier, loadClassifier } from '../../lib/classifier/load';
import { formatAccuracy } from '../../lib/evaluation/metrics';

/** Texts of our own of many kinds, with their labels. */
const TEXTS = {
  'I love this song': 'positive',
  'this phone is a piece of junk': 'negative',
  'Not a perfect film, but a wonderful one.': 'positive',
  'The film was not good.': 'negative',
  'The acting is superb, but the story makes no sense and drags on for ever.': 'negative',
  'Loved it 😍': 'positive',
} as const;

let classifier: LoadedClassifier;
beforeAll(async () => {
  await ready();
  classifier = await loadClassifier();
});

describe('the bundled model general', () => {
  it('is the default, and has three classes', () => {
    expect(classifier.folder).toBe(bundledModelFolder('general'));
    expect(classifier.classes).toEqual(['negative', 'neutral', 'positive']);
  });

  it('predicts the labels of texts of many kinds', async () => {
    const predictions = await classifier.predict(Object.keys(TEXTS));
    expect(predictions.map(({ label }) => label)).toEqual(Object.values(TEXTS));
  });

  it('has a card with the accuracies of its record', async () => {
    const record = (await readGeneralRecord())!;
    const card = readFileSync(join(bundledModelFolder('general'), 'README.md'), 'utf8');
    for (const group of ['tweets', 'sentences', 'reviews', 'idioms'] as const) {
      const { accuracy, n } = record.scores[group]!;
      expect(card).toContain(formatAccuracy(accuracy, n));
    }
  });
});
