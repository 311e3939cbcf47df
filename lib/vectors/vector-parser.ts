import type { WordVectors } from './word-vectors';

/** What the first line of word2vec's and fastText's files says. */
export interface VectorHeader {
  /** The number of vectors. */
  count: number;
  dimensions: number;
}

/** Takes the bytes of a file of word vectors piece by piece. */
export interface VectorParser {
  /**
   * Reads the complete rows at the start of `bytes`, and returns the number of bytes used.
   *
   * @param last whether no more bytes follow
   */
  read(bytes: Buffer, last: boolean): number;
  /** Returns the word vectors. @throws if rows are missing, or a word is not UTF-8 */
  finish(name: string): WordVectors;
}
