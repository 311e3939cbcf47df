import { expect, test } from 'vitest';
import { countWords } from '../../course/demos/count-words';
import { readAclImdb } from '../../lib/corpus';
import { datasetPath, isInstalled, sourceOf } from '../../lib/datasets';

/** Word counts: the O'Reilly tutorial's, and that of a copy with a few altered reviews. */
const WORDS = { original: 5_844_680, altered: 5_844_468 };

test.skipIf(!isInstalled('imdb'))(
  "IMDB has the O'Reilly tutorial's number of training reviews and words",
  async () => {
    const reviews = await readAclImdb(datasetPath('imdb'), { split: 'train' });
    const words = reviews.reduce((sum, { text }) => sum + countWords(text), 0);
    expect(reviews).toHaveLength(25_000);
    expect(reviews.filter(({ label, rating }) => (label === 'positive') === rating! > 5)).toHaveLength(
      25_000,
    );
    const possible = sourceOf('imdb')?.original ? [WORDS.original] : Object.values(WORDS);
    expect(possible).toContain(words);
  },
);
