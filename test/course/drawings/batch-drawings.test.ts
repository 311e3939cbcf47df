import { describe, expect, test } from 'vitest';
import { batchOfVectors } from '../../../course/drawings/batch-of-vectors';
import { embeddingLookUp } from '../../../course/drawings/embedding-lookup';
import { paddedBatch } from '../../../course/drawings/padded-batch';
import { expectDrawing } from '../../plots/expect-drawing';

const rows = [
  { words: ['so', 'much', 'fun'], ids: [51, 182, 2_000], label: 'positive' },
  { words: ['dull'], ids: [9_000], label: 'negative' },
];
const classes = ['positive', 'negative'];
const looked = [
  { word: 'fun', id: 2_000, vector: [0.5, -1, 2, 3] },
  { word: 'so', id: 51, vector: [0.25, 0, 1, 7] },
  { word: '(padding)', id: 0, vector: [0, 0, 0, 0] },
  { word: '(padding) ', id: 0, vector: [0, 0, 0, 0] },
];
/** What stands in a drawing, in the order in which it is drawn. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test.each([
  ['a padded batch', paddedBatch(rows, classes)],
  ['a look-up', embeddingLookUp(looked, 10_000)],
  ['a batch of vectors', batchOfVectors(24, 250, 50)],
])('%s is closed SVG on white, and says what it shows', (_, drawn) => expectDrawing(drawn));

describe('a padded batch', () => {
  test('has shapes, ids with their words, zeros for padding, one-hot labels, and the mask', () => {
    const shown = texts(paddedBatch(rows, classes).svg);
    expect(shown).toEqual(expect.arrayContaining(['ids [2, 3]', 'labels [2, 2]', 'mask [2, 3]']));
    const from = shown.indexOf('51');
    expect(shown.slice(from, from + 8)).toEqual(['51', 'so', '182', 'much', '2000', 'fun', '1', '0']);
    expect(shown.slice(from + 8, from + 14)).toEqual(['9000', 'dull', '0', '0', '0', '1']);
    expect(shown.slice(-6)).toEqual(['1', '1', '1', '1', '0', '0']);
  });

  test('refuses what does not fit', () => {
    expect(() => paddedBatch([], classes)).toThrow('needs at least one row');
    expect(() => paddedBatch([{ ...rows[0]!, ids: [1] }], classes)).toThrow(
      '"so much fun" has 3 words, but 1 ids',
    );
    expect(() => paddedBatch([{ ...rows[0]!, label: 'fair' }], classes)).toThrow(
      '"fair" is not among the classes: positive, negative',
    );
  });
});

describe('a look-up', () => {
  test('has each row of the matrix once, in its order, and the vectors in the order of the text', () => {
    const shown = texts(embeddingLookUp(looked, 10_000).svg);
    expect(shown.filter((text) => text?.startsWith('row '))).toEqual(['row 0', 'row 51', 'row 2,000']);
    expect(shown).toEqual(
      expect.arrayContaining(['ids [4]', 'embedding matrix [10,000, 4]', 'vectors [4, 4]']),
    );
    expect(shown.filter((text) => text === '0.5, -1, 2, ...')).toHaveLength(2); // in the matrix and among the vectors
    expect(shown.filter((text) => text === '0, 0, 0, ...')).toHaveLength(3); // both paddings fetch the same row
  });

  test('refuses what does not fit', () => {
    expect(() => embeddingLookUp([], 10)).toThrow('needs at least one word');
    expect(() => embeddingLookUp(looked, 100)).toThrow('"fun" has id 2000, but the matrix has 100 rows');
  });
});

test('a batch of vectors has the shapes before and after', () => {
  expect(texts(batchOfVectors(24, 250, 50).svg)).toEqual(
    expect.arrayContaining(['ids [24, 250]', 'vectors [24, 250, 50]', '250 steps', '24 texts', '50 numbers']),
  );
});
