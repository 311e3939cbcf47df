/** What a review says of its film, as the data set's authors labelled it. */
export type Label = 'positive' | 'negative' | 'neutral';

/** One text with what is known of it. */
export interface Review {
  /** The text as it was found, markup included: cleaning is a later step. */
  text: string;
  /** Absent where nobody rated the text (IMDB's `unsup`). */
  label?: Label;
  /** The rating that the label was derived from, on the data set's own scale (IMDB: 1 to 10, snippets: -4 to 4). */
  rating?: number;
  /** Where the text stands, for messages and quotations: `train/pos/0_9.txt`, `reviews.csv:17`. */
  source: string;
}
