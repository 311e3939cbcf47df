import type { Progress } from '../progress';
import { PADDING_ID } from '../text/vocabulary';
import { vectorAt, type WordVectors } from '../vectors/word-vectors';
import { trainWord2Vec, type Word2VecOptions } from '../vectors/word2vec';
import { type TokenCorpus, textAt } from './token-corpus';

/**
 * Learns a vector for each id of a corpus's vocabulary with word2vec, as `trainWord2Vec` does, the end mark and the unknown word
 * being words like any other.
 */
export function learnVectors(
  corpus: TokenCorpus,
  options: Omit<Word2VecOptions, 'minCount'> & { progress?: Progress },
): Promise<WordVectors> {
  const { words } = corpus.vocabulary;
  const texts = Array.from(corpus.ends, (_, n) => Array.from(textAt(corpus, n), (id) => words[id]!));
  return trainWord2Vec(texts, { ...options, minCount: 1 });
}

/**
 * Returns word vectors in the order of a vocabulary's ids, `[words * dimensions]`, scaled so that their numbers have the given
 * standard deviation. Padding, and words that have no vector, get zeros.
 */
export function tableOf(words: readonly string[], vectors: WordVectors, deviation: number): Float32Array {
  const { dimensions, matrix } = vectors;
  const squares = matrix.reduce((sum, value) => sum + value * value, 0);
  const scale = deviation / Math.sqrt(squares / matrix.length);
  const table = new Float32Array(words.length * dimensions);
  for (const [id, word] of words.entries()) {
    const at = id === PADDING_ID ? undefined : vectors.idOf(word);
    if (at !== undefined)
      table.set(
        vectorAt(vectors, at).map((value) => value * scale),
        id * dimensions,
      );
  }
  return table;
}
