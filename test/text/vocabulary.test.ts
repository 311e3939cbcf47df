import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildVocabulary, extendVocabulary, PADDING_ID, UNKNOWN_ID, vocabularyOf } from '../../lib/text';

const documents = [
  ['the', 'film', 'was', 'good'],
  ['the', 'plot', 'was', 'the', 'problem'],
];

describe('buildVocabulary', () => {
  test('ids follow padding and unknown by frequency, and ties by first occurrence', () => {
    const vocabulary = buildVocabulary(documents);
    expect(vocabulary.words.slice(2)).toEqual(['the', 'was', 'film', 'good', 'plot', 'problem']);
    expect(vocabulary.counts).toEqual([0, 0, 3, 2, 1, 1, 1, 1]);
    expect(vocabulary.idOf('the')).toBe(2);
    expect(vocabulary.idOf('absent')).toBe(UNKNOWN_ID);
    expect(vocabulary.has('absent')).toBe(false);
  });

  test('minCount and maxWords leave out rare words and count them as unknown', () => {
    const vocabulary = buildVocabulary(documents, { minCount: 2, maxWords: 1 });
    expect(vocabulary.words.slice(2)).toEqual(['the']);
    expect(vocabulary.counts).toEqual([0, 6, 3]);
  });

  test('names of special tokens and of object properties are ordinary words', () => {
    const vocabulary = buildVocabulary([['<padding>', 'constructor']]);
    expect(vocabulary.idOf('<padding>')).toBe(2);
    expect(vocabulary.idOf('<unknown>')).toBe(UNKNOWN_ID);
    expect(vocabulary.idOf('toString')).toBe(UNKNOWN_ID);
    expect(vocabulary.idOf('constructor')).toBe(3);
  });

  test('counts sum to the number of tokens, and idOf is the inverse of words', () => {
    const token = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.array(token)), fc.integer({ min: 0, max: 6 }), (texts, maxWords) => {
        const { words, counts, idOf } = buildVocabulary(texts, { maxWords });
        expect(counts.reduce((sum, n) => sum + n)).toBe(texts.flat().length);
        expect(counts[PADDING_ID]).toBe(0);
        for (const [id, word] of words.entries()) if (id > UNKNOWN_ID) expect(idOf(word)).toBe(id);
      }),
    );
  });

  test.each([{ minCount: 0 }, { minCount: 1.5 }, { maxWords: -1 }])('the limit %j throws', (limits) => {
    expect(() => buildVocabulary(documents, limits)).toThrow(/whole number of at least/);
  });
});

test('extendVocabulary keeps the ids and adds the unknown words that are frequent enough', () => {
  const vocabulary = buildVocabulary([['a', 'good', 'film', 'rare']], { maxWords: 3 });
  const texts = [
    ['a', 'phone', 'good', 'call'],
    ['phone', 'rare'],
  ];
  const { words, counts, idOf } = extendVocabulary(vocabulary, texts, { minCount: 2 });
  expect(words).toEqual([...vocabulary.words, 'phone']);
  expect([idOf('good'), idOf('phone'), idOf('rare')]).toEqual([3, 5, UNKNOWN_ID]);
  expect(counts.reduce((sum, n) => sum + n)).toBe(8); // 4 and the 4 unknown tokens
});

test('vocabularyOf restores a vocabulary from its entries and refuses duplicates', () => {
  const { words, counts } = buildVocabulary(documents, { maxWords: 3 });
  const entries = words.map((word, id) => [word, counts[id]!] as const).slice(2);
  expect(vocabularyOf(entries, 9)).toMatchObject({ words, counts });
  expect(() => vocabularyOf([...entries, ['the', 1]])).toThrow('the word "the" has two ids, 2 and 5');
});
