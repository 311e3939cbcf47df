/**
 * The co-occurrence counts of each word with its context words: `counts.get('good')?.get('film')`.
 * Pairs that never occur are absent.
 */
export type CoOccurrences = Map<string, Map<string, number>>;

/**
 * Counts co-occurrences, which GloVe learns its vectors from. (GloVe also divides each count by the
 * distance of the two words.) The context of a word is every word up to `windowSize` positions to
 * its left or right in the same sentence. A position is not in its own context, but the same word
 * at another position is. Contexts do not cross sentence boundaries.
 *
 * @param sentences each a list of words
 * @param windowSize how many words on each side are context, at least 1
 *
 * @example
 * countCoOccurrences([['a', 'good', 'film']], 1);
 * // a: good 1; good: a 1, film 1; film: good 1
 */
export function countCoOccurrences(
  sentences: readonly (readonly string[])[],
  windowSize: number,
): CoOccurrences {
  throw new Error('not written yet: countCoOccurrences');
}
