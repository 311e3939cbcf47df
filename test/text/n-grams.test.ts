import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildVocabulary, nGramIdsIn, nGramsFrom, nGramsIn, nGramTokenIds, UNKNOWN_ID } from '../../lib/text';

const texts = ['not good not good', 'good film', 'not a good film at all'].map((text) => text.split(' '));
const vocabulary = buildVocabulary(texts);
const encoded = (words: readonly string[]) => Int32Array.from(words, vocabulary.idOf);
const ids = texts.map(encoded);

/** Returns the n-grams of a text by definition, each as often as it occurs. */
function nGramsByDefinition(words: readonly string[], longest: number): string[] {
  return words.flatMap((_, start) =>
    Array.from({ length: longest }, (_, n) => words.slice(start, start + n + 1))
      .filter((ngram, n) => ngram.length === n + 1)
      .map((ngram) => ngram.join(' ')),
  );
}

describe('nGramsIn and numbersIn', () => {
  const named = (ngrams: Parameters<typeof nGramTokenIds>[0], n: number) =>
    nGramTokenIds(ngrams, n)
      .map((id) => vocabulary.words[id])
      .join(' ');

  it('n-grams are numbered, single words first, with their document frequencies', async () => {
    const { ngrams, documentFrequencies } = await nGramsIn(ids, { longest: 2 });
    const all = Array.from(documentFrequencies, (count, n) => [named(ngrams, n), count]);
    expect(all).toEqual([
      ['not', 2],
      ['good', 3],
      ['film', 2],
      ['a', 1],
      ['at', 1],
      ['all', 1],
      ['not good', 1],
      ['good not', 1],
      ['good film', 2],
      ['not a', 1],
      ['a good', 1],
      ['film at', 1],
      ['at all', 1],
    ]);
  });

  it('n-grams in fewer than minTexts texts are left out', async () => {
    const { ngrams, documentFrequencies } = await nGramsIn(ids, { longest: 3, minDocumentFrequency: 2 });
    const all = Array.from(documentFrequencies, (count, n) => [named(ngrams, n), count]);
    expect(all).toEqual([
      ['not', 2],
      ['good', 3],
      ['film', 2],
      ['good film', 2],
    ]);
  });

  it('numbersIn finds n-grams in new texts, each as often as it occurs, without unknown words', async () => {
    const { ngrams } = await nGramsIn(ids, { longest: 2 });
    const other = encoded(['good', 'film', 'zyzzyva', 'good', 'film']);
    expect(other[2]).toBe(UNKNOWN_ID);
    expect(Array.from(nGramIdsIn(other, ngrams), (n) => named(ngrams, n))).toEqual([
      'good',
      'good',
      'film',
      'film',
      'good film',
      'good film',
    ]);
    expect(nGramIdsIn(new Int32Array(), ngrams)).toHaveLength(0);
  });

  it('n-grams and counts match the definition for any texts', async () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const property = fc.asyncProperty(
      fc.array(fc.array(word), { minLength: 1 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (documents, longest, minDocumentFrequency) => {
        const { words, idOf } = buildVocabulary(documents);
        const rows = documents.map((tokens) => Int32Array.from(tokens, idOf));
        const { ngrams, documentFrequencies } = await nGramsIn(rows, { longest, minDocumentFrequency });
        const name = (n: number) =>
          nGramTokenIds(ngrams, n)
            .map((id) => words[id])
            .join(' ');
        const lists = documents.map((tokens) => nGramsByDefinition(tokens, longest));
        const counts = new Map<string, number>();
        for (const list of lists)
          for (const one of new Set(list)) counts.set(one, (counts.get(one) ?? 0) + 1);
        const frequent = [...counts].filter(([, count]) => count >= minDocumentFrequency);
        expect(new Map(Array.from(documentFrequencies, (count, n) => [name(n), count]))).toEqual(
          new Map(frequent),
        );
        const again = nGramsFrom(longest, ngrams.prefixes, ngrams.lastTokens);
        for (const [n, row] of rows.entries()) {
          const expected = lists[n]!.filter((one) => counts.get(one)! >= minDocumentFrequency).sort();
          expect(Array.from(nGramIdsIn(row, ngrams), name).sort()).toEqual(expected);
          expect(nGramIdsIn(row, again)).toEqual(nGramIdsIn(row, ngrams));
        }
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it.each([{ longest: 0 }, { longest: 1.5 }, { longest: 2, minDocumentFrequency: 0 }])(
    'limits %j throw',
    async (limits) => {
      await expect(nGramsIn(ids, limits)).rejects.toThrow(/give a whole number of at least 1/);
    },
  );

  it('an abort signal stops counting', async () => {
    await expect(nGramsIn(ids, { longest: 1, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
