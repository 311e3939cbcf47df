import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readNpy, writeNpy } from '../../lib/files/npy';
import {
  analogy,
  cosine,
  inOreillyOrder,
  loadStored,
  nearest,
  storeVectors,
  vectorAt,
  wordVectors,
} from '../../lib/vectors';

const dir = mkdtempSync(join(tmpdir(), 'vectors-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Two dimensions, royal and female, so that results can be checked by hand. */
const royal = wordVectors(
  'royal',
  ['man', 'woman', 'unk', 'king', 'queen', 'prince', 'zero'],
  Float32Array.of(1, 0, 1, 4, 0.1, 0.1, 4, 0.5, 4, 4, 3, 0.2, 0, 0),
  2,
);

describe('wordVectors, storeVectors and loadStored', () => {
  test('idOf finds the id of every word, also after storing and loading', async () => {
    const word = fc
      .string({ unit: 'binary', maxLength: 5 })
      .filter((text) => !/[\n\ud800-\udfff]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word), word, async (words, other) => {
        const matrix = Float32Array.from(words, (_, id) => id);
        await storeVectors(dir, words, matrix, 1);
        const stored = await loadStored(dir, 'stored');
        for (const vectors of [stored, wordVectors('own', words, matrix, 1)]) {
          for (const [id, known] of words.entries()) expect(vectors.idOf(known)).toBe(id);
          if (!words.includes(other)) expect(vectors.idOf(other)).toBeUndefined();
        }
        expect(stored.words).toEqual(words);
        expect(stored.matrix).toEqual(matrix);
      }),
      { numRuns: 40 },
    );
  });

  test('idOf returns the lower id of a duplicate word', () => {
    expect(wordVectors('twice', ['a', 'b', 'a'], new Float32Array(3), 1).idOf('a')).toBe(0);
  });

  test('a matrix of another size, a line feed in a word and an id out of range throw', () => {
    expect(() => wordVectors('odd', ['a'], new Float32Array(3), 2)).toThrow(
      '1 words of 2 dimensions need 2 numbers',
    );
    expect(() => wordVectors('odd', ['a\nb'], new Float32Array(1), 1)).toThrow(
      'word 0, "a\\nb", contains a line feed',
    );
    expect(() => vectorAt(royal, 7)).toThrow('royal has the ids 0 to 6, not 7');
  });

  test('a stored file that was changed throws and is named', async () => {
    await storeVectors(dir, ['a', 'b'], Float32Array.of(1, 2), 1);
    writeFileSync(join(dir, 'words.txt'), 'a\nc\n');
    await expect(loadStored(dir, 'stored')).rejects.toThrow(
      /words\.txt was changed since .*: install stored again/,
    );
    await storeVectors(dir, ['a', 'b'], Float32Array.of(1, 2), 1);
    truncateSync(join(dir, 'vectors.npy'), 130);
    await expect(loadStored(dir, 'stored')).rejects.toThrow(/vectors\.npy has 130 bytes instead of 136/);
  });

  test('a copy of stored vectors is digested once, and then known by its stamp', async () => {
    const copy = join(dir, 'copy');
    await storeVectors(join(dir, 'made'), ['a', 'b'], Float32Array.of(1, 2), 1);
    cpSync(join(dir, 'made'), copy, { recursive: true });
    const stamps = () =>
      Object.values(JSON.parse(readFileSync(join(copy, 'vectors.json'), 'utf8')).files).map(
        (file) => (file as { stamp: string }).stamp,
      );
    const before = stamps();
    for (let n = 0; n < 2; n++) expect((await loadStored(copy, 'stored')).idOf('b')).toBe(1);
    const after = stamps();
    expect(after.filter((stamp) => before.includes(stamp))).toEqual([]);
    await loadStored(copy, 'stored');
    expect(stamps()).toEqual(after);
  });

  describe('stored vectors of earlier versions, without digests', () => {
    const store = async (words: string[], numbers: number[]) => {
      await storeVectors(dir, words, Float32Array.from(numbers), 1);
      rmSync(join(dir, 'vectors.json'));
    };
    const changeIndex = async (change: (index: Int32Array) => void) => {
      const { data } = (await readNpy(join(dir, 'words.npy'))) as { data: Int32Array };
      const index = data.slice();
      change(index);
      await writeNpy(join(dir, 'words.npy'), { dtype: 'i4', shape: [index.length], data: index });
    };

    test('are read', async () => {
      await store(['a', 'b'], [1, 2]);
      expect((await loadStored(dir, 'stored')).idOf('b')).toBe(1);
    });

    test.each([
      ['a full hash table, in which a search would never end', (index: Int32Array) => index.fill(1, 3)],
      ['an id that there is not', (index: Int32Array) => index.set([9], 3 + index.subarray(3).indexOf(0))],
      ['lines that fall', (index: Int32Array) => index.set([2, 1], 0)],
    ])('%s throws', async (_, change) => {
      await store(['a', 'b'], [1, 2]);
      await changeIndex(change);
      await expect(loadStored(dir, 'stored')).rejects.toThrow(/do not belong together; install stored again/);
    });

    test('NaN throws, with its row', async () => {
      await store(['a', 'b'], [1, Number.NaN]);
      await expect(loadStored(dir, 'stored')).rejects.toThrow(/vectors\.npy: row 1 has NaN; install stored/);
    });
  });
});

describe('inOreillyOrder', () => {
  const ordered = inOreillyOrder(royal);

  test('id 0 is padding, the first word takes the place of "unk", and the last id is unknown', () => {
    expect(ordered.words).toEqual(['<padding>', 'woman', 'man', 'king', 'queen', 'prince', 'unk']);
    expect([ordered.paddingId, ordered.unknownId]).toEqual([0, 6]);
    expect([...vectorAt(ordered, 0)]).toEqual([0, 0]);
    expect(vectorAt(ordered, 2)).toEqual(vectorAt(royal, 0));
    expect(vectorAt(ordered, 6)).toEqual(vectorAt(royal, 2));
  });

  test('idOf is the inverse of words, and the word that made room has no id', () => {
    for (const [id, word] of ordered.words.entries()) if (id > 0) expect(ordered.idOf(word)).toBe(id);
    expect(ordered.idOf('zero')).toBeUndefined();
    expect(ordered.idOf('<padding>')).toBeUndefined();
  });

  test('the given vectors stay unchanged unless reuse is true', () => {
    expect([...vectorAt(royal, 0)]).toEqual([1, 0]);
    const copy = { ...royal, matrix: royal.matrix.slice() };
    expect(inOreillyOrder(copy, { reuse: true }).matrix).toBe(copy.matrix);
    expect(copy.matrix).toEqual(ordered.matrix);
  });

  test.each([[['a', 'b', 'c']], [['unk', 'b', 'c']], [['a', 'b', 'unk']]])(
    'all words of %j are kept',
    (words) => {
      const vectors = inOreillyOrder(wordVectors('small', words, Float32Array.of(1, 2, 6), 1));
      expect(vectors.words).toEqual(['<padding>', words[1], words[2], words[0], '<unknown>']);
      expect(vectors.matrix).toEqual(Float32Array.of(0, 2, 6, 1, 3));
      for (const [id, word] of [...words.entries()]) expect(vectors.idOf(word)).toBe(id || 3);
      expect(vectors.unknownId).toBe(4);
    },
  );
});

describe('nearest', () => {
  test('ranks by cosine similarity, without the word itself and zero vectors', () => {
    expect(nearest(royal, 'king', 2).map(({ word }) => word)).toEqual(['prince', 'man']);
    expect(nearest(royal, 'king', 10)).toHaveLength(5);
    const [first] = nearest(royal, 'king', 1);
    expect(first).toMatchObject({ id: 5, similarity: expect.closeTo(cosine([4, 0.5], [3, 0.2]), 6) });
  });

  test('takes a vector of any positive norm', () => {
    expect(nearest(royal, [100, 0], 1)[0]).toMatchObject({ word: 'man', similarity: 1 });
    expect(() => nearest(royal, [1, 2, 3])).toThrow('the vector has 3 numbers, those of royal have 2');
  });

  test('finds the words that sorting by cosine similarity finds', () => {
    const value = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }), (rows) => {
        const vectors = wordVectors(
          'random',
          rows.map((_, i) => `w${i}`),
          Float32Array.from(rows.flat()),
          3,
        );
        const query = [1, -2, 3];
        const all = rows.filter((row) => row.some((x) => x !== 0)).map((row) => cosine(row, query));
        const best = all.sort((a, b) => b - a).slice(0, 5);
        const found = nearest(vectors, query, 5).map(({ similarity }) => similarity);
        expect(found).toHaveLength(best.length);
        for (const [i, similarity] of found.entries()) expect(similarity).toBeCloseTo(best[i]!, 5);
      }),
    );
  });

  test('a word without a vector throws with similar spellings', () => {
    expect(() => nearest(royal, 'quen')).toThrow('royal has no vector for "quen"; similar: queen');
    expect(() => nearest(royal, 'King')).toThrow('similar: king');
    expect(() => nearest(royal, 'wmoan')).toThrow('similar: woman');
    expect(() => nearest(royal, 'xylophone')).toThrow(/"xylophone"$/);
  });
});

test('analogy finds that man is to king as woman is to queen', () => {
  const words = analogy(royal, 'man', 'king', 'woman', 2).map(({ word }) => word);
  expect(words).toContain('queen'); // "unk" has the same direction
  expect(() => analogy(royal, 'man', 'kin', 'woman')).toThrow('similar: king');
});

test('cosine is 1, 0 or -1 for parallel, orthogonal and opposite vectors, and refuses unequal dimensions', () => {
  expect(cosine([3, 4], [6, 8])).toBeCloseTo(1, 12);
  expect(cosine([1, 0], [0, 2])).toBe(0);
  expect(cosine([1, 1], [-2, -2])).toBeCloseTo(-1, 12);
  expect(cosine([0, 0], [1, 2])).toBe(0);
  expect(() => cosine([1], [1, 2])).toThrow('a vector of 1 numbers has no angle with one of 2');
});
