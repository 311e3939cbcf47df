import { describe, expect, it } from 'vitest';
import { learnVectors, tableOf } from '../../lib/pretraining/word-vectors';
import { wordVectors } from '../../lib/vectors';
import { sentenceCorpus } from './corpus';

describe('learnVectors', () => {
  it('every token of the corpus gets a vector, the end token included', async () => {
    const corpus = await sentenceCorpus();
    const vectors = await learnVectors(corpus, { model: 'skip-gram', dimensions: 4, epochs: 1 });
    const table = tableOf(corpus.vocabulary.words, vectors, 0.15);
    const rows = corpus.vocabulary.words.map((_, id) => table.subarray(id * 4, (id + 1) * 4));
    const without = rows.flatMap((row, id) => (row.every((value) => value === 0) ? [id] : []));
    expect(without).toEqual([0, 1]); // padding, and the unknown token, which does not occur
  });
});

describe('tableOf', () => {
  it('rows follow the token ids and have the given standard deviation', () => {
    const vectors = wordVectors('v', ['b', 'a'], Float32Array.of(3, -3, -3, 3), 2);
    expect([...tableOf(['<padding>', 'a', 'b', 'c'], vectors, 0.5)]).toEqual([
      0, 0, -0.5, 0.5, 0.5, -0.5, 0, 0,
    ]);
  });
});
