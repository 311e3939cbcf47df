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
  // HINT Multiply one of the vectors by ten. What must happen to the cosine, and what happens to
  //      the dot product?
  // HINT Section "How close are two words?" of notebook 03 has the equation and seven pairs of
  //      words.
  // HINT Write a function `dot(a, b)`. The result is `dot(a, b) / Math.sqrt(dot(a, a) * dot(b,
  //      b))`, or 0 if the denominator is 0.
  // BEGIN SOLUTION cosine
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  const norms = Math.sqrt(dot(a, a) * dot(b, b));
  return norms === 0 ? 0 : dot(a, b) / norms;
  // END SOLUTION
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
  // HINT If the step from `a` to `b` is short, where is the target, and which word is nearest to
  //      it?
  // HINT Section "Directions mean something too" of notebook 03 writes the sum for man, woman and
  //      king.
  // HINT `target = unit(b) - unit(a) + unit(c)`, element-wise. Then go through all words of the
  //      `Map` except the three, and keep the one with the highest cosine so far, starting from
  //      -Infinity.
  // BEGIN SOLUTION analogy
  const unit = (word: string) => {
    const vector = vectors.get(word)!;
    const norm = Math.hypot(...vector);
    return vector.map((value) => value / norm);
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
