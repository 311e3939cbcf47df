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
    'polarity',
    'emotion',
    'y',
    'sentimentlabel',
    'classlabel',
    'classindex',
    'goldlabel',
    'choices',
  ],
  ['category', 'intent', 'topic'],
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
/** Last words that say more than a usual name of a lower line: `human_sentiment` beside `type`. */
const SURE_LAST = new Set(['label', 'sentiment', 'polarity', 'emotion', 'choices']);

/** A column whose name speaks for texts, or for labels. Lower ranks are surer. */
export function textRank(name: string): number {
  return rankOf(name, TEXT);
}

/** See `textRank`. A name of another line than the first is less sure than `airline_sentiment`. */
export function labelRank(name: string): number {
  const rank = rankOf(name, LABEL);
  return rank > 0 && SURE_LAST.has(meaningfulWords(name).at(-1) ?? '') ? 0.5 : rank;
}

/** Returns whether a whole name is one of those of text columns. */
export function isTextName(name: string): boolean {
  return textRank(name) < TEXT.length;
}

/** Returns whether a whole name is one of those of label columns. */
export function isLabelName(name: string): boolean {
  const rank = labelRank(name);
  return Number.isInteger(rank) && rank < LABEL.length;
}

/** Returns whether a name is that of numbers or keys that tell rows apart: `id`, `user_id`. */
export function isIdentifier(name: string): boolean {
  return /^(?:ids?|idx|uuid|guid|index)$/.test(wordsOf(name).at(-1) ?? '');
}

/**
 * Returns the rank of a name, from 0; Infinity for an unusual one. A whole usual name comes first
 * (`review`, `Review Text`), then one that ends with it (`airline_sentiment`).
 */
function rankOf(name: string, usual: readonly (readonly string[])[]): number {
  const words = meaningfulWords(name);
  const whole = words.join('');
  const exact = usual.findIndex((names) => names.includes(whole));
  if (exact >= 0) return exact;
  const last = usual.findIndex((names) => names.includes(words.at(-1) ?? ''));
  return last >= 0 ? usual.length + last : Number.POSITIVE_INFINITY;
}

/** Returns the words of a name without those of an object in a record: `sentiment.value`. */
function meaningfulWords(name: string): string[] {
  return wordsOf(name.replace(/\.(name|value)$/, ''));
}

/** Returns the words of a name in lower case: `reviewText` and `review_text` are two words. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
