/**
 * Returns how close two words are: the cosine of the angle between their vectors, from -1 to 1. It is the dot
 * product of the vectors (the sum of the products, number by number) divided by the product of their lengths, where
 * the length of a vector is the square root of its dot product with itself.
 *
 * The vector of padding is all zeros and points nowhere: with it the answer is 0.
 *
 * @param a and `b` have equally many numbers
 *
 * @example
 * cosine([3, 4], [6, 8]); // 1: the same direction
 * cosine([3, 4], [0, 5]); // 0.8
 */
export function cosine(a: readonly number[], b: readonly number[]): number {
  throw new Error('not written yet: cosine');
}

/**
 * Answers "a is to b as c is to what?": *man* is to *woman* as *king* is to *queen*. Starting at `c`, it goes the
 * step from `a` to `b`, and returns the word whose vector has the greatest cosine with where it arrives.
 *
 * So that no word counts for more because its vector is longer, each of the three vectors is first divided by its
 * length (Mikolov, Yih and Zweig 2013). The three words themselves are no answer.
 *
 * @param vectors the vector of each word, none of the three words' all zeros
 */
export function analogy(
  vectors: ReadonlyMap<string, readonly number[]>,
  a: string,
  b: string,
  c: string,
): string {
  throw new Error('not written yet: analogy');
}
