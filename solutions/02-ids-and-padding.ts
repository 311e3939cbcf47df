/** The id of "no word here". Its vector is all zeros, and no word has it. */
export const PADDING = 0;

/** The id of every word that the vocabulary does not have: the last row of 400,000. */
export const UNKNOWN = 399_999;

/**
 * Turns the words of one review into a row of exactly `length` ids, which is what a tensor needs: all rows of a
 * batch are equally long.
 *
 * A word that `idOf` does not know gets `UNKNOWN`. A shorter review is filled up with `PADDING` at its end, a
 * longer one is cut after its first `length` words.
 *
 * @param words what cleaning and splitting gave, in order
 * @param idOf the vocabulary
 * @param length how many ids the row has, here 250
 *
 * @example
 * const idOf = new Map([['a', 7], ['fine', 1190], ['film', 319]]);
 * idsOf(['a', 'fine', 'filmm'], idOf, 5); // [7, 1190, 399999, 0, 0]
 */
export function idsOf(words: readonly string[], idOf: ReadonlyMap<string, number>, length: number): number[] {
  // HINT What does a Map give for a key that it does not have, and what must stand there instead?
  // HINT Section "Ids" of notebook 07 prints one row with an unknown word and with padding: count its entries.
  // HINT Cut the words first, map each to `idOf.get(word)` or `UNKNOWN`, then append `PADDING` until there are
  //      `length`.
  // BEGIN SOLUTION idsOf
  const ids = words.slice(0, length).map((word) => idOf.get(word) ?? UNKNOWN);
  return [...ids, ...new Array<number>(length - ids.length).fill(PADDING)];
  // END SOLUTION
}
