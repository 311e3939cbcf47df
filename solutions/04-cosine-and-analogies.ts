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
  // HINT Make one of the vectors ten times as long. What has to happen to the cosine, and what happens to the dot
  //      product?
  // HINT Section "How close are two words?" of notebook 03 has the equation and three pairs of words.
  // HINT A function `dot(a, b)` does all the work: `dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))`, unless what it is
  //      divided by is 0.
  // BEGIN SOLUTION cosine
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths === 0 ? 0 : dot(a, b) / lengths;
  // END SOLUTION
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
  // HINT If the step from `a` to `b` is short, where do you arrive, and which word is nearest to that place?
  // HINT Section "Directions mean something too" of notebook 03 writes the sum for man, woman and king.
  // HINT `target = unit(b) - unit(a) + unit(c)`, number by number; then go through all words of the `Map` but the three,
  //      and keep the one whose cosine with the target is the greatest so far, starting from -Infinity.
  // BEGIN SOLUTION analogy
  const unit = (word: string) => {
    const vector = vectors.get(word)!;
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  const [from, to] = [unit(a), unit(b)];
  const target = unit(c).map((value, i) => value + to[i]! - from[i]!);
  let best = { word: '', similarity: Number.NEGATIVE_INFINITY };
  for (const [word, vector] of vectors) {
    const similarity = cosine(target, vector);
    if (![a, b, c].includes(word) && similarity > best.similarity) best = { word, similarity };
  }
  return best.word;
  // END SOLUTION
}
