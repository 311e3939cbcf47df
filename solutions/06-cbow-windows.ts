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
  // HINT A window of 3 over 5 words: in how many places can it stand?
  // HINT Section "Predicting a word from its neighbours" of notebook 04 has a table of three such windows.
  // HINT For each `start` from 0 to `sentence.length - size` take `sentence.slice(start, start + size)`; its centre
  //      is at `(size - 1) / 2`.
  // BEGIN SOLUTION windowsOf
  const middle = (size - 1) / 2;
  const windows: Window[] = [];
  for (let start = 0; start + size <= sentence.length; start++) {
    const words = sentence.slice(start, start + size);
    windows.push({ context: words.filter((_, n) => n !== middle), center: words[middle]! });
  }
  return windows;
  // END SOLUTION
}

/**
 * Returns what CBOW makes of a context: the mean of its words' vectors, number by number. A bag has no order: the same
 * words in another order give the same vector.
 *
 * @param context at least one word
 * @param vectors has a vector for each of them, all of one length
 */
export function bagOf(context: readonly string[], vectors: ReadonlyMap<string, readonly number[]>): number[] {
  // HINT With a context of ten words, should the answer be ten times as long as with one?
  // HINT Section "Predicting a word from its neighbours" of notebook 04 has the mean as an equation. Add the vectors up
  //      number by number.
  // HINT Start from zeros, one for each number of a vector; add each word's vector; divide by `context.length`.
  // BEGIN SOLUTION bagOf
  const found = context.map((word) => vectors.get(word)!);
  return found[0]!.map((_, i) => found.reduce((sum, vector) => sum + vector[i]!, 0) / found.length);
  // END SOLUTION
}
