import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenCorpus } from '../../lib/pretraining';
import { loadTokenCorpus, saveTokenCorpus } from '../../lib/pretraining/corpus-files';
import { textAt } from '../../lib/pretraining/token-corpus';
import { END_TOKEN, tokenizer } from '../../lib/text';

const TEXTS = ['Good, good film.', 'A film!', ''];

describe('tokenCorpus', () => {
  it('concatenates the documents, each followed by the end token', async () => {
    const corpus = await tokenCorpus(TEXTS);
    const { words } = corpus.vocabulary;
    const decode = (ids: Int32Array) => [...ids].map((id) => words[id]).join(' ');
    expect(TEXTS.map((_, n) => decode(textAt(corpus, n)))).toEqual([
      `good , good film . ${END_TOKEN}`,
      `a film ! ${END_TOKEN}`,
      END_TOKEN,
    ]);
  });

  it('maxWords keeps the most frequent tokens', async () => {
    const { vocabulary, ids } = await tokenCorpus(TEXTS, { maxWords: 3 });
    expect(vocabulary.words.slice(2)).toEqual([END_TOKEN, 'good', 'film']);
    expect([...ids].filter((id) => id === vocabulary.unknownId)).toHaveLength(4);
  });

  it('a saved and loaded corpus is equal', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
    const corpus = await tokenCorpus(TEXTS);
    await saveTokenCorpus(folder, corpus);
    const { ids, ends, vocabulary } = await loadTokenCorpus(folder);
    expect({ ids, ends, words: vocabulary.words }).toEqual({
      ids: corpus.ids,
      ends: corpus.ends,
      words: corpus.vocabulary.words,
    });
    await rm(folder, { recursive: true });
  });
});

describe('the punctuation tokenizer', () => {
  it('the first token is the end token', () =>
    expect(tokenizer('punctuation').tokenize('So good!')).toEqual([END_TOKEN, 'so', 'good', '!']));

  it('a long document keeps a quarter of the limit from its start and the rest from its end', () =>
    expect(tokenizer('punctuation').tokenize('1 2 3 4 5 6 7 8 9', 4)).toEqual([
      END_TOKEN,
      '1',
      '7',
      '8',
      '9',
    ]));

  it('a document as long as the limit is kept whole', () =>
    expect(tokenizer('punctuation').tokenize('1 2 3 4', 4)).toEqual([END_TOKEN, '1', '2', '3', '4']));

  it('an empty document gives the end token alone', () =>
    expect(tokenizer('punctuation').tokenize('', 4)).toEqual([END_TOKEN]));
});
