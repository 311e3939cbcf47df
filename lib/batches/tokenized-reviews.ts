import type { Label, Review } from '../corpus/review';
import { growingArray } from '../growing-array';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { tokenizer as named, type Tokenizer } from '../text/tokenizer';
import type { Examples } from './examples';
import { type TokenLookup, tokenIds } from './token-ids';

/**
 * Reviews that were read once and are not kept as strings: each token is a number, an index into
 * `tokens`. A review of n tokens needs 4 n bytes, and 8 more.
 */
export interface TokenizedReviews {
  /** The number of reviews. */
  length: number;
  /** Each token once, in the order of their first occurrence. */
  tokens: readonly string[];
  /** The tokens of all reviews, one review after another: indices into `tokens`. */
  numbers: Int32Array;
  /** `[reviews + 1]`: review n has the entries `starts[n]` to `starts[n + 1] - 1` of `numbers`. */
  starts: Int32Array;
  /** Each label once, in the order of their first occurrence. */
  labelNames: readonly Label[];
  /** `[reviews]`: the label of each review, an index into `labelNames`. */
  labels: Int32Array;
  tokenizer: Tokenizer;
}

/** Options of `tokenizeReviews`. */
export interface TokenizeOptions extends Watch {
  /** Default: `tokenizer('words')`, without stop words. */
  tokenizer?: Tokenizer;
  /** Receives each review with its position. */
  onReview?: (review: Review, at: number) => void;
}

/** The number of reviews between two reports of progress. */
const REPORT_EVERY = 500;

/**
 * Tokenizes labeled reviews, one after another: an array, or a stream of more than memory holds.
 *
 * @throws for a review without a label; when `signal` aborts
 */
export async function tokenizeReviews(
  reviews: Iterable<Review> | AsyncIterable<Review>,
  { tokenizer = named(), onReview, progress, signal }: TokenizeOptions = {},
): Promise<TokenizedReviews> {
  const total = Array.isArray(reviews) ? reviews.length : 0; // 0 is unknown
  const [tokenNumbers, labelNumbers] = [new Map<string, number>(), new Map<Label, number>()];
  const [numbers, starts, labels] = [growingArray(), growingArray(), growingArray()];
  let [length, end] = [0, 0];
  for await (const review of reviews) {
    if (length % REPORT_EVERY === 0) {
      progress?.(length, total);
      await pause(signal);
    }
    if (!review.label) throw new Error(`${review.source}: the label is missing`);
    onReview?.(review, length);
    labels.set(length, numberOf(review.label, labelNumbers));
    for (const token of tokenizer.tokenize(review.text)) numbers.set(end++, numberOf(token, tokenNumbers));
    starts.set(++length, end);
  }
  progress?.(length, length);
  return {
    length,
    tokens: [...tokenNumbers.keys()],
    numbers: numbers.upTo(end),
    starts: starts.upTo(length + 1),
    labelNames: [...labelNumbers.keys()],
    labels: labels.upTo(length),
    tokenizer,
  };
}

/** Returns the number of a name, the next one if it is new. */
function numberOf(name: string, numbers: Map<string, number>): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

/** Yields the tokens of the reviews at `positions`, for `buildVocabulary`. */
export function* tokensOf(
  { tokens, numbers, starts }: TokenizedReviews,
  positions: Iterable<number>,
): Generator<string[]> {
  for (const at of positions)
    yield Array.from(numbers.subarray(starts[at], starts[at + 1]), (number) => tokens[number]!);
}

/**
 * Returns a function that makes examples of the reviews at the given positions, like `encode`.
 *
 * @param classes the classes, in the order of the model's outputs
 * @param maxLength texts are truncated to this many tokens. Default: no limit
 * @throws when a label is not among `classes`; when a token has no id and there is none for unknown
 *   tokens
 */
export function examplesFrom(
  { tokens, numbers, starts, labels, labelNames, tokenizer }: TokenizedReviews,
  lookup: TokenLookup,
  classes: readonly Label[],
  maxLength = Number.POSITIVE_INFINITY,
): (positions: readonly number[]) => Examples {
  const unknownClass = labelNames.find((label) => !classes.includes(label));
  if (unknownClass !== undefined)
    throw new Error(`the label ${unknownClass} is not among the classes ${classes.join(', ')}`);
  const classOf = labelNames.map((label) => classes.indexOf(label));
  const idOf = tokenIds(tokens, lookup);
  const ids = numbers.map((number) => idOf[number]!);
  const row = (at: number) => {
    const all = ids.subarray(starts[at], starts[at + 1]);
    const { start, end } = tokenizer.kept(all.length, maxLength);
    if (end === 0) return all.subarray(0, start);
    const joined = new Int32Array(start + end);
    joined.set(all.subarray(0, start));
    joined.set(all.subarray(all.length - end), start);
    return joined;
  };
  return (positions) => ({
    ids: positions.map(row),
    labels: Int32Array.from(positions, (at) => classOf[labels[at]!]!),
    classes,
  });
}
