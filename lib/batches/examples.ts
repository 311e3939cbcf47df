import type { Label, Review } from '../corpus/review';
import { growingArray } from '../growing-array';
import { pause } from '../interrupt';
import { joinedArrays } from '../joined-arrays';
import type { Watch } from '../progress';
import { tokenizer as named, type Tokenizer } from '../text/tokenizer';
import { idsOfText, type TokenLookup } from './token-ids';

/** Reviews as a model takes them: token ids and labels. */
export interface Examples {
  /** The token ids of each review, not padded. */
  ids: Int32Array[];
  /** `[examples]`: the class of each review, an index into `classes`. */
  labels: Int32Array;
  /** The names of the classes, in the order of the model's outputs. */
  classes: readonly Label[];
  /**
   * The target distribution of each review, `[examples, classes]`, row-major, for training with
   * soft labels. A row that sums to w gives its review the weight w. Default: 1 for the label.
   */
  targets?: Float32Array;
}

/** Options of `encode`. */
export interface EncodeOptions extends Watch {
  /**
   * The names of the classes, in the order of the model's outputs. Default: positive, negative.
   */
  classes?: readonly Label[];
  /** Texts are truncated to this many tokens. Default: no limit. */
  maxLength?: number;
  /** Default: `tokenizer('words')`, without stop words. */
  tokenizer?: Tokenizer;
}

/**
 * Returns reviews, in an array or a stream, as examples in their order: the token ids of each text,
 * and its label as a number.
 *
 * @throws for a review without a label, or with one that is not among `classes`
 * @example
 * ```ts
 * import { buildVocabulary, encode, type Review } from 'sentiment-lab';
 *
 * const reviews: Review[] = [
 *   { text: 'A delight.', label: 'positive', source: 'a' },
 *   { text: 'A dull bore.', label: 'negative', source: 'b' },
 * ];
 * const vocabulary = buildVocabulary([['a', 'delight', 'dull', 'bore']]); // 0 is padding, 1 unknown
 * const { ids, labels, classes } = await encode(reviews, vocabulary);
 * ids.map((row) => [...row]); // => [[2, 3], [2, 4, 5]]
 * [...labels].map((label) => classes[label]); // => ['positive', 'negative']
 * ```
 */
export async function encode(
  reviews: Iterable<Review> | AsyncIterable<Review>,
  lookup: TokenLookup,
  options: EncodeOptions = {},
): Promise<Examples> {
  const { classes = ['positive', 'negative'], maxLength, tokenizer = named(), progress, signal } = options;
  const total = Array.isArray(reviews) ? reviews.length : 0; // 0 is unknown
  const ids: Int32Array[] = [];
  const labels = growingArray();
  for await (const { text, label, source } of reviews) {
    if (ids.length % 500 === 0) {
      progress?.(ids.length, total);
      await pause(signal);
    }
    const index = label ? classes.indexOf(label) : -1;
    if (index < 0)
      throw new Error(
        `${source}: label ${label ?? 'missing'}, expected ${classes.join(' or ')}: the option classes names others`,
      );
    labels.set(ids.length, index);
    ids.push(idsOfText({ tokenizer, lookup, maxLength }, text));
  }
  progress?.(ids.length, ids.length);
  return { ids, labels: labels.upTo(ids.length), classes };
}

/** Returns the examples at the given positions, in that order. */
export function select(examples: Examples, positions: readonly number[]): Examples {
  const { ids, labels, classes, targets } = examples;
  return {
    ids: positions.map((at) => ids[at]!),
    labels: Int32Array.from(positions, (at) => labels[at]!),
    classes,
    ...(targets && { targets: targetsAt(targets, classes.length, positions) }),
  };
}

/** Returns the rows of target distributions at the given positions. */
export function targetsAt(
  targets: Float32Array,
  classes: number,
  positions: readonly number[],
): Float32Array {
  const rows = new Float32Array(positions.length * classes);
  for (const [row, at] of positions.entries())
    rows.set(targets.subarray(at * classes, (at + 1) * classes), row * classes);
  return rows;
}

/**
 * Returns examples with others of the same classes after them. If one of the two has target
 * distributions, the labels of the other become one-hot targets.
 */
export function joinExamples(one: Examples, other: Examples): Examples {
  return {
    ids: [...one.ids, ...other.ids],
    labels: joinedArrays(Int32Array, [one.labels, other.labels]),
    classes: one.classes,
    ...((one.targets || other.targets) && {
      targets: joinedArrays(Float32Array, [targetsOf(one), targetsOf(other)]),
    }),
  };
}

function targetsOf({ labels, classes, targets }: Examples): Float32Array {
  if (targets) return targets;
  const oneHot = new Float32Array(labels.length * classes.length);
  for (const [row, label] of labels.entries()) oneHot[row * classes.length + label] = 1;
  return oneHot;
}
