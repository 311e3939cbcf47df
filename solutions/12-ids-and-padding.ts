/** The id of padding. Its vector is all zeros, and no token has this id. */
export const PADDING = 0;

/** The id of every token that is not in the vocabulary: the last row of 400,000. */
export const UNKNOWN = 399_999;

/**
 * Encodes the tokens of one review as exactly `length` ids. A tensor needs that: all rows of a
 * batch have the same length.
 *
 * A token that is not in the vocabulary gets `UNKNOWN`. A shorter review is padded with `PADDING`
 * at its end. A longer review is truncated: it keeps its first `length` tokens.
 *
 * @param tokens the tokens of the review, in order
 * @param vocabulary the id of each known token
 * @param length the number of ids in the result, here 250
 *
 * @example
 * const vocabulary = new Map([['a', 7], ['fine', 1190], ['film', 319]]);
 * tokenIds(['a', 'fine', 'filmm'], vocabulary, 5); // [7, 1190, 399999, 0, 0]
 */
export function tokenIds(
  tokens: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
  length: number,
): number[] {
  // HINT What does a Map return for a key that it does not have, and what do you need instead?
  // HINT Section "Token ids" of notebook 07 prints one row with an unknown word and with padding:
  //      count its entries.
  // HINT Truncate the tokens first. Then map each to `vocabulary.get(token)` or `UNKNOWN`. Then
  //      append `PADDING` until there are `length` ids.
  // BEGIN SOLUTION tokenIds
  const ids = tokens.slice(0, length).map((token) => vocabulary.get(token) ?? UNKNOWN);
  return [...ids, ...new Array<number>(length - ids.length).fill(PADDING)];
  // END SOLUTION
}
