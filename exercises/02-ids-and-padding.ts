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
  throw new Error('not written yet: idsOf');
}
