/** The names that people give to the columns of texts and labels. */

/** Names of text columns: all of one line are equally usual. A line above beats one below. */
const TEXT: readonly (readonly string[])[] = [
  [
    'text',
    'sentence',
    'review',
    'tweet',
    'sentimenttext',
    'reviewtext',
    'reviewbody',
    'document',
    'content',
    'comment',
    'commenttext',
    'message',
    'body',
    'phrase',
    'utterance',
    'sentences',
    'texts',
    'reviews',
    'tweets',
    'post',
    'statement',
    'news',
    'transcript',
    'feedbacktext',
    'fulltext',
  ],
  ['headline', 'title', 'summary', 'description', 'subject'],
];
const LABEL: readonly (readonly string[])[] = [
  [
    'label',
    'labels',
    'sentiment',
    'target',
    'class',
    'category',
    'polarity',
    'emotion',
    'y',
    'sentimentlabel',
    'classlabel',
    'classindex',
    'goldlabel',
    'intent',
    'topic',
  ],
  [
    'rating',
    'ratings',
    'stars',
    'star',
    'starrating',
    'overall',
    'score',
    'feeling',
    'mood',
    'type',
    'opinion',
    'verdict',
  ],
];

/** A column whose name speaks for texts, or for labels. Lower ranks are surer. */
export function textRank(name: string): number {
  return rankOf(name, TEXT);
}

/** See `textRank`. */
export function labelRank(name: string): number {
  return rankOf(name, LABEL);
}

/**
 * Returns the rank of a name, from 0; Infinity for an unusual one. A whole usual name comes first
 * (`review`, `Review Text`), then one that ends with it (`airline_sentiment`).
 */
function rankOf(name: string, usual: readonly (readonly string[])[]): number {
  const words = wordsOf(name.replace(/\.(name|value)$/, '')); // of an object in a record
  const whole = words.join('');
  const exact = usual.findIndex((names) => names.includes(whole));
  if (exact >= 0) return exact;
  const last = usual.findIndex((names) => names.includes(words.at(-1) ?? ''));
  return last >= 0 ? usual.length + last : Number.POSITIVE_INFINITY;
}

/** Returns the words of a name in lower case: `reviewText` and `review_text` are two words. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
