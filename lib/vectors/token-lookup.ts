import type { TokenizerName } from '../text/tokenizer';
import type { WordVectors } from './word-vectors';

/**
 * Returns word vectors that find the tokens of a tokenizer. `unicode` keeps apostrophes inside
 * words, and GloVe has none there: it finds `didn't` as `didnt`, as the tutorials' tokenizer
 * `words` spells it.
 */
export function vectorsForTokens(vectors: WordVectors, tokenizer: TokenizerName): WordVectors {
  if (tokenizer !== 'unicode') return vectors;
  const idOf = (word: string) => vectors.idOf(word) ?? vectors.idOf(word.replaceAll("'", ''));
  return Object.create(vectors, { idOf: { value: idOf } }); // a copy would list all words
}
