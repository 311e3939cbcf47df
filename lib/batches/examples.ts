import type { Label, Review } from '../corpus/review';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { encode, type TokenLookup, tokenIds } from './ids-matrix';

/** Labelled reviews as a model takes them. */
export interface Examples {
  /** The token ids of each review, not padded. */
  ids: Int32Array[];
  /** The class of each review, `[reviews]`: an index into `classes`. */
  labels: Int32Array;
  /** The names of the classes, in the order of the model's outputs. */
  classes: readonly Label[];
}

export interface EncodeReviewsOptions {
  /**
   * The names of the classes, in the order of the model's outputs. Default: positive, negative.
   */
  classes?: readonly Label[];
  /** The number of tokens that longer reviews are truncated to. Default: no maximum. */
  maxLength?: number;
  /**
   * Returns the tokens of a text, truncated to `maxLength`. Default: the tokens that `encode`
   * uses.
   */
  tokenize?: (text: string, maxLength?: number) => readonly string[];
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Returns reviews as examples, in the same order.
 *
 * @throws when a review has no label or one that is not among `classes`, a token has no id (see
 *   `tokenIds`), or `signal` aborts; a message about a label names the review's source.
 */
export async function encodeReviews(
  reviews: readonly Review[],
  lookup: TokenLookup,
  options: EncodeReviewsOptions = {},
): Promise<Examples> {
  const { classes = ['positive', 'negative'], maxLength, progress, signal } = options;
  const ids: Int32Array[] = [];
  const labels = new Int32Array(reviews.length);
  for (const [at, { text, label, source }] of reviews.entries()) {
    if (at % 500 === 0) {
      progress?.(at, reviews.length);
      await pause(signal);
    }
    const index = label ? classes.indexOf(label) : -1;
    if (index < 0)
      throw new Error(`${source}: label ${label ?? 'missing'}, expected ${classes.join(' or ')}`);
    labels[at] = index;
    ids.push(
      options.tokenize
        ? tokenIds(options.tokenize(text, maxLength), lookup)
        : encode(text, lookup, maxLength),
    );
  }
  progress?.(reviews.length, reviews.length);
  return { ids, labels, classes };
}

/** Returns the examples at the given positions, in that order. */
export function select({ ids, labels, classes }: Examples, positions: readonly number[]): Examples {
  return {
    ids: positions.map((at) => ids[at]!),
    labels: Int32Array.from(positions, (at) => labels[at]!),
    classes,
  };
}
