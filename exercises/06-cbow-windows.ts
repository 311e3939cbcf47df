/** A question to CBOW: which word stands between these? */
export interface Window {
  /** The words around the centre, in their order. */
  context: string[];
  /** The answer. */
  center: string;
}

/**
 * Slides a window of fixed size over a sentence, one word at a time, and returns what Word2Vec's *continuous bag of
 * words* (CBOW) learns from: for each position of the window its centre word, to be predicted, and the others. As the
 * text describes it, the window always has its full size, so it starts at the first words of the sentence and ends at
 * the last ones. A sentence that is shorter than the window gives nothing.
 *
 * @param size how many words the window has, centre included; odd, at least 3
 *
 * @example
 * windowsOf(['a', 'warm', 'and', 'clever', 'film'], 3);
 * // [{ context: ['a', 'and'], center: 'warm' }, { context: ['warm', 'clever'], center: 'and' },
 * //  { context: ['and', 'film'], center: 'clever' }]
 */
export function windowsOf(sentence: readonly string[], size: number): Window[] {
  throw new Error('not written yet: windowsOf');
}

/**
 * Returns what CBOW makes of a context: the mean of its words' vectors, number by number. A bag has no order: the same
 * words in another order give the same vector.
 *
 * @param context at least one word
 * @param vectors has a vector for each of them, all of one length
 */
export function bagOf(context: readonly string[], vectors: ReadonlyMap<string, readonly number[]>): number[] {
  throw new Error('not written yet: bagOf');
}
