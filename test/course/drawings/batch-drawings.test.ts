import { describe, expect, test } from 'vitest';
import { batchOfVectors } from '../../../course/drawings/batch-of-vectors';
import { embeddingLookup } from '../../../course/drawings/embedding-lookup';
import { paddedBatch } from '../../../course/drawings/padded-batch';
import { expectDrawing } from '../../plots/expect-drawing';

const rows = [
  { words: ['so', 'much', 'fun'], ids: [51, 182, 2_000], label: 'positive' },
  { words: ['dull'], ids: [9_000], label: 'negative' },
];
const classes = ['positive', 'negative'];
const lookups = [
  { word: 'fun', id: 2_000, vector: [0.5, -1, 2, 3] },
  { word: 'so', id: 51, vector: [0.25, 0, 1, 7] },
  { word: '(padding)', id: 0, vector: [0, 0, 0, 0] },
  { word: '(padding) ', id: 0, vector: [0, 0, 0, 0] },
];
/** Returns the texts of a drawing in drawing order. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test.each([
  ['paddedBatch', paddedBatch(rows, classes)],
  ['embeddingLookup', embeddingLookup(lookups, 10_000)],
  ['batchOfVectors', batchOfVectors(24, 250, 50)],
])('%s returns well-formed SVG on white with an alt text', (_, drawn) => expectDrawing(drawn));

describe('paddedBatch', () => {
  test('the drawing shows shapes, ids with their words, padding, one-hot labels and the mask', () => {
    const shown = texts(paddedBatch(rows, classes).svg);
    expect(shown).toEqual(expect.arrayContaining(['token ids [2, 3]', 'labels [2, 2]', 'mask [2, 3]']));
    const from = shown.indexOf('51');
    expect(shown.slice(from, from + 8)).toEqual(['51', 'so', '182', 'much', '2000', 'fun', '1', '0']);
    expect(shown.slice(from + 8, from + 14)).toEqual(['9000', 'dull', '0', '0', '0', '1']);
    expect(shown.slice(-6)).toEqual(['1', '1', '1', '1', '0', '0']);
  });

  test('no rows, ids that do not match the words, and unknown labels throw', () => {
    expect(() => paddedBatch([], classes)).toThrow('needs at least one row');
    expect(() => paddedBatch([{ ...rows[0]!, ids: [1] }], classes)).toThrow(
      '"so much fun" has 3 words, but 1 ids',
    );
    expect(() => paddedBatch([{ ...rows[0]!, label: 'fair' }], classes)).toThrow(
      '"fair" is not among the classes: positive, negative',
    );
  });
});

describe('embeddingLookup', () => {
  test('each used row of the matrix appears once, in order, and each token has its vector', () => {
    const shown = texts(embeddingLookup(lookups, 10_000).svg);
    expect(shown.filter((text) => text?.startsWith('row '))).toEqual(['row 0', 'row 51', 'row 2,000']);
    expect(shown).toEqual(
      expect.arrayContaining(['token ids [4]', 'embedding matrix [10,000, 4]', 'word vectors [4, 4]']),
    );
    // in the matrix and among the vectors
    expect(shown.filter((text) => text === '0.5, -1, 2, ...')).toHaveLength(2);
    // once in the matrix, since both padding ids share a row
    expect(shown.filter((text) => text === '0, 0, 0, ...')).toHaveLength(3);
  });

  test('no tokens and ids outside of the matrix throw', () => {
    expect(() => embeddingLookup([], 10)).toThrow('needs at least one word');
    expect(() => embeddingLookup(lookups, 100)).toThrow('"fun" has id 2000, but the matrix has 100 rows');
  });
});

test('batchOfVectors shows the shapes before and after the lookup', () => {
  expect(texts(batchOfVectors(24, 250, 50).svg)).toEqual(
    expect.arrayContaining([
      'token ids [24, 250]',
      'word vectors [24, 250, 50]',
      '250 time steps',
      '24 reviews',
      '50 dimensions',
    ]),
  );
});
