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
  // HINT If "good" stands near "film" once, how often does "film" stand near "good"?
  // HINT Section "Words by their company" of notebook 03 says why such counts know what words mean.
  // HINT Two loops: over the places of a sentence, and over the places from `at - radius` to `at + radius` that are in
  //      the sentence and are not `at`. For each pair get the Map of the first word, or make one, and add 1 to what it
  //      has for the second.
  // BEGIN SOLUTION countCoOccurrences
  const counts: CoOccurrences = new Map();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      const last = Math.min(words.length - 1, at + radius);
      for (let other = Math.max(0, at - radius); other <= last; other++) {
        if (other !== at) near.set(words[other]!, (near.get(words[other]!) ?? 0) + 1);
      }
    }
  }
  return counts;
  // END SOLUTION
}
