/** How often each word has which others near it: `counts.get('good')?.get('film')`; pairs that never met are absent. */
export type CoOccurrences = Map<string, Map<string, number>>;

/**
 * Counts the company that words keep, which is what GloVe makes its vectors from. For each place in a sentence, every
 * word up to `radius` places to its left or right stands near it. The place itself does not count, but the same word
 * at another place does. Sentences do not reach into each other.
 *
 * @param sentences each a list of words
 * @param radius how many places to each side, at least 1
 *
 * @example
 * countCoOccurrences([['a', 'good', 'film']], 1);
 * // a: good 1; good: a 1, film 1; film: good 1
 */
export function countCoOccurrences(sentences: readonly (readonly string[])[], radius: number): CoOccurrences {
  throw new Error('not written yet: countCoOccurrences');
}
