/** A training example of CBOW: the context words and the center word to predict from them. */
export interface Window {
  /** The words around the center, in order. */
  context: string[];
  /** The target: the word in the middle. */
  center: string;
}

/**
 * Slides a window of fixed width over a sentence, one word at a time. Returns the training
 * examples of Word2Vec's *continuous bag of words* (CBOW): for each position of the window, its
 * center word is the target and the other words are the context.
 *
 * As the tutorial describes it, the window always has its full width. It starts at the first words
 * of the sentence and stops at the last ones. A sentence shorter than the window gives no
 * examples.
 *
 * @param width how many words the window has, including the center; odd, at least 3
 *
 * @example
 * windowsOf(['a', 'warm', 'and', 'clever', 'film'], 3);
 * // [{ context: ['a', 'and'], center: 'warm' }, { context: ['warm', 'clever'], center: 'and' },
 * //  { context: ['and', 'film'], center: 'clever' }]
 */
export function windowsOf(sentence: readonly string[], width: number): Window[] {
  throw new Error('not written yet: windowsOf');
}

/**
 * Returns CBOW's representation of a context: the element-wise mean of its word vectors. A bag has
 * no order: the same words in another order give the same vector.
 *
 * @param context at least one word
 * @param vectors a vector for each of them, all with the same number of dimensions
 */
export function bagOf(context: readonly string[], vectors: ReadonlyMap<string, readonly number[]>): number[] {
  throw new Error('not written yet: bagOf');
}
