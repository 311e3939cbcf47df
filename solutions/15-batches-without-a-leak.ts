/** What this exercise needs of a review. */
export interface LabelledReview {
  text: string;
  label: 'positive' | 'negative';
}

/** Returns the items in a random order, each order equally likely, as a new array (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let n = result.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
}

/**
 * Splits reviews at random into a training part and a test part that have nothing in common. The corpus stands
 * in order, all positive reviews first: a split without shuffling would test on one label only. And a few
 * reviews were posted twice: a text that stands in both parts is a test question whose answer was learnt by
 * heart, so all copies of a text go to the same part.
 *
 * The test part is the first `round(testShare * distinct texts)` of the shuffled distinct texts, with all their
 * copies; everything else is training. The reviews passed in are left as they are.
 *
 * @param testShare from 0 to 1
 * @param random returns numbers from 0 up to, not including, 1
 */
export function splitReviews(
  reviews: readonly LabelledReview[],
  testShare: number,
  random: () => number,
): { training: LabelledReview[]; test: LabelledReview[] } {
  // HINT Two reviews have the same text. What has to be shuffled so that they cannot be torn apart?
  // HINT Section "Batches" of notebook 08 counts how many reviews the original's two batch functions share.
  // HINT Shuffle the distinct texts (a `Set` gives them), put the first of them into a `Set` of test texts, and let
  //      each review go where its text is.
  // BEGIN SOLUTION splitReviews
  const texts = shuffled([...new Set(reviews.map((review) => review.text))], random);
  const testTexts = new Set(texts.slice(0, Math.round(testShare * texts.length)));
  return {
    training: reviews.filter((review) => !testTexts.has(review.text)),
    test: reviews.filter((review) => testTexts.has(review.text)),
  };
  // END SOLUTION
}

/**
 * Returns one epoch of batches: every review exactly once, in a random order, `size` a batch. Where the number
 * of reviews is not a multiple of `size`, the last batch is smaller; no review is left out.
 */
export function batchesOf<T>(reviews: readonly T[], size: number, random: () => number): T[][] {
  // HINT With 10 reviews and batches of 4: how many batches, and how long is the last one?
  // HINT Shuffle once for the whole epoch; then step through the result `size` at a time.
  // HINT `slice(start, start + size)` stops at the end by itself.
  // BEGIN SOLUTION batchesOf
  const order = shuffled(reviews, random);
  const batches: T[][] = [];
  for (let start = 0; start < order.length; start += size) batches.push(order.slice(start, start + size));
  return batches;
  // END SOLUTION
}
