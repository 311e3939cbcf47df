import { describe, expect, it } from 'vitest';
import { learnVectors, tableOf } from '../../lib/pretraining/word-vectors';
import { wordVectors } from '../../lib/vectors';
import { sentenceCorpus } from './corpus';

describe('learnVectors', () => {
  it('learns one for every word of the texts, the end mark too', async () => {
    const corpus = await sentenceCorpus();
    const vectors = await learnVectors(corpus, { model: 'skip-gram', dimensions: 4, epochs: 1 });
    const table = tableOf(corpus.vocabulary.words, vectors, 0.15);
    const rows = corpus.vocabulary.words.map((_, id) => table.subarray(id * 4, (id + 1) * 4));
    const without = rows.flatMap((row, id) => (row.every((value) => value === 0) ? [id] : []));
    expect(without).toEqual([0, 1]); // padding, and unknown words: these texts have none
  });
});

describe('tableOf', () => {
  it('puts vectors under the ids of words, with the deviation that is wanted', () => {
    const vectors = wordVectors('v', ['b', 'a'], Float32Array.of(3, -3, -3, 3), 2);
    expect([...tableOf(['<padding>', 'a', 'b', 'c'], vectors, 0.5)]).toEqual([
      0, 0, -0.5, 0.5, 0.5, -0.5, 0, 0,
    ]);
  });
});
