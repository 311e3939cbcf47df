import { describe, expect, test, vi } from 'vitest';
import { isInstalled, loadVectors } from '../../lib/datasets';
import { analogy, nearest, vectorAt } from '../../lib/vectors';

describe.skipIf(!isInstalled('glove-50'))('glove-50', () => {
  test('in oreilly order, ids and vectors are those that the tutorial shows', async () => {
    const vectors = await loadVectors('glove-50', { order: 'oreilly' });
    const sentence = 'i thought the movie was incredible and inspiring'.split(' ');
    expect(sentence.map(vectors.idOf)).toEqual([41, 804, 201534, 1005, 15, 7446, 5, 13767]);
    const baseball = Array.from(vectorAt(vectors, vectors.idOf('baseball')!).slice(0, 4));
    expect(baseball).toEqual([-1.9327, 1.0421, -0.78515, 0.91033].map(Math.fround));
    expect([vectors.paddingId, vectors.unknownId]).toEqual([0, 399999]);
    expect(vectorAt(vectors, 0).every((value) => value === 0)).toBe(true);
    expect([vectors.words[201534], vectors.words[399999]]).toEqual(['the', 'unk']);
    expect(vectors.matrix).toHaveLength(400_000 * 50);
  });

  test('oreilly order differs from GloVe order at three ids only', async () => {
    const [glove, ordered] = [
      await loadVectors('glove-50'),
      await loadVectors('glove-50', { order: 'oreilly' }),
    ];
    const moved = glove.words.flatMap((word, id) => (ordered.words[id] === word ? [] : [id]));
    expect(moved).toEqual([0, 201534, 399999]);
    expect(vectorAt(ordered, 399999)).toEqual(vectorAt(glove, 201534));
    expect(glove.words.every((word, id) => glove.idOf(word) === id)).toBe(true);
  });

  test('neighbors of movie are films, and man is to king as woman is to queen', async () => {
    const vectors = await loadVectors('glove-50');
    expect(nearest(vectors, 'movie', 3).map(({ word }) => word)).toEqual(['movies', 'film', 'films']);
    expect(analogy(vectors, 'man', 'king', 'woman', 1)[0]!.word).toBe('queen');
  });
});

describe('loadVectors', () => {
  test('an unknown name throws, and so does a data set without vectors', async () => {
    await expect(loadVectors('glove-51')).rejects.toThrow(
      /no data set "glove-51"; the data sets are imdb, glove-50/,
    );
    await expect(loadVectors('tweets')).rejects.toThrow(/holds no word vectors: use glove-50/);
  });

  test('vectors that are not installed throw and name the command that installs them', async () => {
    vi.stubEnv('SENTIMENT_DATA_DIR', '/nowhere');
    try {
      await expect(loadVectors('glove-100')).rejects.toThrow(
        'glove-100 is not installed: npm run data -- glove-100',
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
