import type { Label, Review } from '../corpus/review';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { encode, type TokenLookup, tokenIds } from './ids-matrix';

/** Texts as a model takes them: the ids of each, and which class it is in. */
export interface Examples {
  /** The ids of each text, not padded. */
  ids: Int32Array[];
  /** The class of each text: an index into `classes`. */
  labels: Int32Array;
  /** What the classes are called, in the order of the model's outputs. */
  classes: readonly Label[];
}

/** Options of `encodeReviews`. */
export interface EncodeReviewsOptions {
  /** What the classes are called, in the order of the model's outputs. Default: positive, negative. */
  classes?: readonly Label[];
  /** Texts are cut to this many words. Default: none is. */
  maxLength?: number;
  /** Returns the words of a text, cut to `maxLength`. Default: as `encode` has them. */
  tokenize?: (text: string, maxLength?: number) => readonly string[];
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Returns the reviews as examples, in their order.
 *
 * @throws for a review without a label, or with one that is not among `classes`
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
