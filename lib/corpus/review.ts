/** The label of a review: its true class, as given by the data set. */
export type Label = string;

/** A review, or another document that is classified, such as a tweet. */
export interface Review {
  /** The raw text, with its markup. */
  text: string;
  /** Undefined for unlabeled reviews (IMDB's `unsup`). */
  label?: Label;
  /**
   * The rating that the label comes from, on the data set's scale (IMDB: 1 to 10, snippets: -4 to
   * 4).
   */
  rating?: number;
  /**
   * The file, and the line where it has several reviews: `train/pos/0_9.txt`, `reviews.csv:17`.
   */
  source: string;
}
