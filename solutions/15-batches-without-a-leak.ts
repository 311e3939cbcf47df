/** What this exercise needs of a review. */
export interface LabeledReview {
  text: string;
  label: 'positive' | 'negative';
}

/** Returns a shuffled copy of the items: each order is equally likely (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let n = result.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
}

/**
 * Splits reviews at random into a training set and a test set, without data leakage.
 *
 * The dataset is sorted, all positive reviews first. A split without shuffling would give a test
 * set with one label only. And some reviews were posted twice. If a text is in both sets, the
 * model can memorize its label. So all copies of a text go to the same set.
 *
 * The test set is the first `round(testShare * distinct texts)` of the shuffled distinct texts,
 * with all their copies. Everything else is the training set. The reviews passed in are not
 * changed.
 *
 * @param testShare from 0 to 1
 * @param random returns numbers from 0 up to, not including, 1
 */
export function splitReviews(
  reviews: readonly LabeledReview[],
  testShare: number,
  random: () => number,
): { train: LabeledReview[]; test: LabeledReview[] } {
  // HINT Two reviews have the same text. What must you shuffle so that they stay together?
  // HINT Section "Batches" of notebook 08 counts how many reviews the original's two batch
  //      functions share.
  // HINT Shuffle the distinct texts (a `Set` gives them), put the first of them into a `Set` of
  //      test texts, and then filter the reviews by that `Set`.
  // BEGIN SOLUTION splitReviews
  const texts = shuffled([...new Set(reviews.map((review) => review.text))], random);
  const testTexts = new Set(texts.slice(0, Math.round(testShare * texts.length)));
  return {
    train: reviews.filter((review) => !testTexts.has(review.text)),
    test: reviews.filter((review) => testTexts.has(review.text)),
  };
  // END SOLUTION
}

/**
 * Returns the batches of one epoch: every review exactly once, in random order, `size` per batch.
 * If the number of reviews is not a multiple of `size`, the last batch is smaller. No review is
 * dropped.
 */
export function batchesOf<T>(reviews: readonly T[], size: number, random: () => number): T[][] {
  // HINT With 10 reviews and batches of 4: how many batches are there, and how large is the last
  //      one?
  // HINT Shuffle once per epoch. Then go through the result `size` reviews at a time.
  // HINT `slice(start, start + size)` stops at the end by itself.
  // BEGIN SOLUTION batchesOf
  const order = shuffled(reviews, random);
  const batches: T[][] = [];
  for (let start = 0; start < order.length; start += size) batches.push(order.slice(start, start + size));
  return batches;
  // END SOLUTION
}
