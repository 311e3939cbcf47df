import { describe, expect, it } from 'vitest';
import { encode, examplesFrom, tokenizeReviews, tokensOf } from '../../lib/batches';
import type { Review } from '../../lib/corpus';
import { buildVocabulary, tokenizer } from '../../lib/text';
import { SENTENCES } from '../models/sentences';

async function* streamOf(reviews: readonly Review[]) {
  for (const review of reviews) yield review;
}

describe('tokenizeReviews', () => {
  it.each(['words', 'unicode', 'punctuation'] as const)(
    'with %s, a stream gives the vocabulary and the examples of an array in memory',
    async (name) => {
      const split = tokenizer(name);
      const positions = SENTENCES.map((_, at) => at).filter((at) => at % 3 > 0);
      const some = positions.map((at) => SENTENCES[at]!);
      const tokenized = await tokenizeReviews(streamOf(SENTENCES), { tokenizer: split });
      const vocabulary = buildVocabulary(tokensOf(tokenized, positions));
      expect(vocabulary.words).toEqual(buildVocabulary(some.map(({ text }) => split.tokenize(text))).words);
      for (const maxLength of [undefined, 3]) {
        const settings = { classes: ['positive', 'negative'], tokenizer: split, maxLength };
        const examplesAt = examplesFrom(tokenized, vocabulary, settings.classes, maxLength);
        expect(examplesAt(positions)).toEqual(await encode(some, vocabulary, settings));
      }
    },
  );

  it('reviews are seen one after another, and counted', async () => {
    const seen: number[] = [];
    const shown: [number, number][] = [];
    const { length, labelNames } = await tokenizeReviews(SENTENCES, {
      onReview: (review, at) => void (review === SENTENCES[at] && seen.push(at)),
      progress: (done, total) => void shown.push([done, total]),
    });
    expect(seen).toEqual([...SENTENCES.keys()]);
    expect(shown).toEqual([
      [0, 32],
      [32, 32],
    ]);
    expect([length, [...labelNames].sort()]).toEqual([32, ['negative', 'positive']]);
  });

  it('a review without a label is refused by its source', () =>
    expect(tokenizeReviews([{ text: 'unrated', source: 'a.csv:7' }])).rejects.toThrow(
      'a.csv:7: the label is missing',
    ));

  it('a label without a class is refused', async () => {
    const tokenized = await tokenizeReviews(SENTENCES);
    expect(() => examplesFrom(tokenized, buildVocabulary([]), ['negative', 'neutral'])).toThrow(
      'the label positive is not among the classes negative, neutral',
    );
  });
});
