import { expect, test } from 'vitest';
import { countWords } from '../../course/demos/count-words';
import { readAclImdb } from '../../lib/corpus';
import { datasetPath, isInstalled, sourceOf } from '../../lib/datasets';

/** The O'Reilly text's total, and that of a copy in which a few training reviews were altered. */
const WORDS = { original: 5_844_680, altered: 5_844_468 };

test.skipIf(!isInstalled('imdb'))(
  'IMDB has the number of reviews and of words that the text counts',
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
