import type { Progress } from '../progress';
import { PADDING_ID } from '../text/vocabulary';
import { vectorAt, type WordVectors } from '../vectors/word-vectors';
import { trainWord2Vec, type Word2VecOptions } from '../vectors/word2vec';
import { type TokenCorpus, textAt } from './token-corpus';

/**
 * Returns word vectors for the vocabulary of a corpus, trained with word2vec (`trainWord2Vec`).
 * The end token and unknown words are words like others.
 *
 * @throws like `trainWord2Vec`.
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
 * Returns an embedding matrix `[words, dimensions]`, row-major, with the vector of each word in
 * `words`. The vectors are scaled so that the standard deviation of their entries is `deviation`.
 * Padding and words without a vector get zeros.
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
