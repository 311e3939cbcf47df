import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenCorpus } from '../../lib/pretraining';
import { loadTokenCorpus, saveTokenCorpus } from '../../lib/pretraining/corpus-files';
import { textAt } from '../../lib/pretraining/token-corpus';
import { END, readTokens } from '../../lib/text';

const TEXTS = ['Good, good film.', 'A film!', ''];

describe('tokenCorpus', () => {
  it('puts texts one behind the other, each with its end mark', async () => {
    const corpus = await tokenCorpus(TEXTS);
    const { words } = corpus.vocabulary;
    const read = (ids: Int32Array) => [...ids].map((id) => words[id]).join(' ');
    expect(TEXTS.map((_, n) => read(textAt(corpus, n)))).toEqual([
      `good , good film . ${END}`,
      `a film ! ${END}`,
      END,
    ]);
  });

  it('knows no rarer words than it may', async () => {
    const { vocabulary, ids } = await tokenCorpus(TEXTS, { maxWords: 3 });
    expect(vocabulary.words.slice(2)).toEqual([END, 'good', 'film']);
    expect([...ids].filter((id) => id === vocabulary.unknown)).toHaveLength(4);
  });

  it('comes back from its files', async () => {
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

describe('readTokens', () => {
  it('begins with the end mark', () => expect(readTokens('So good!')).toEqual([END, 'so', 'good', '!']));

  it('reads a quarter of what it may from the start of a long text, and the rest from its end', () =>
    expect(readTokens('1 2 3 4 5 6 7 8 9', 4)).toEqual([END, '1', '7', '8', '9']));

  it('reads a text of just that length whole', () =>
    expect(readTokens('1 2 3 4', 4)).toEqual([END, '1', '2', '3', '4']));

  it('gives a text without words the end mark alone', () => expect(readTokens('', 4)).toEqual([END]));
});
