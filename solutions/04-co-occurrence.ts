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
  // HINT If "good" occurs near "film" once, how often does "film" occur near "good"?
  // HINT Section "Words and their contexts" of notebook 03 says why such counts capture what words
  //      mean.
  // HINT Two loops: one over the positions of a sentence, one over the positions from `at -
  //      windowSize` to `at + windowSize` that are in the sentence and are not `at`. For each pair
  //      get the Map of the first word, or create it, and add 1 to its count for the second word.
  // BEGIN SOLUTION countCoOccurrences
  const counts: CoOccurrences = new Map();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const ofWord = counts.get(word) ?? new Map<string, number>();
      counts.set(word, ofWord);
      const last = Math.min(words.length - 1, at + windowSize);
      for (let other = Math.max(0, at - windowSize); other <= last; other++) {
        if (other !== at) ofWord.set(words[other]!, (ofWord.get(words[other]!) ?? 0) + 1);
      }
    }
  }
  return counts;
  // END SOLUTION
}
