/**
 * Returns the cosine similarity of two word vectors, from -1 to 1. It is their dot product (the
 * sum of the element-wise products) divided by the product of their norms. The norm of a vector is
 * the square root of its dot product with itself.
 *
 * The padding vector is all zeros, so its norm is 0 and it has no direction. Its similarity with
 * any vector is 0.
 *
 * @param a and `b` have the same number of elements
 *
 * @example
 * cosine([3, 4], [6, 8]); // 1: the same direction
 * cosine([3, 4], [0, 5]); // 0.8
 */
export function cosine(a: readonly number[], b: readonly number[]): number {
  throw new Error('not written yet: cosine');
}

/**
 * Solves the analogy "a is to b as c is to what?": *man* is to *woman* as *king* is to *queen*.
 * The target is `c` plus the step from `a` to `b`. The result is the word whose vector has the
 * highest cosine similarity with the target.
 *
 * Each of the three vectors is first divided by its norm (Mikolov, Yih and Zweig 2013). Otherwise
 * a word with a large norm would dominate the sum. The three words themselves cannot be the
 * result.
 *
 * @param vectors the vector of each word; those of the three words are not all zeros
 */
export function analogy(
  vectors: ReadonlyMap<string, readonly number[]>,
  a: string,
  b: string,
  c: string,
): string {
  throw new Error('not written yet: analogy');
}
