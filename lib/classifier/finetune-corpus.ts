/** Your own texts as `finetune` needs them: tokens, labels, classes. */
import { classesOf } from '../batches/classes';
import type { Examples } from '../batches/examples';
import { type TokenLookup, tokenIds } from '../batches/token-ids';
import { requireReview } from '../corpus/require-reviews';
import type { Label, Review } from '../corpus/review';
import { pause } from '../interrupt';
import type { ClassifierParts } from './parts';

/** Tokenized texts with their labels. */
export interface Corpus {
  /** The tokens of each text, after truncation, special tokens included. */
  tokens: string[][];
  /** The class of each text, an index into `classes`. */
  labels: Int32Array;
  classes: readonly Label[];
  /** Texts are truncated to this many tokens, without special tokens. */
  maxLength: number;
  /** The number of texts that were truncated. */
  truncated: number;
}

/** Options of `readCorpus`. */
export interface CorpusOptions {
  classes?: readonly Label[];
  maxLength?: number;
  /** The share of the texts that the default of `maxLength` does not truncate. */
  percentile: number;
  signal?: AbortSignal;
}

/** Texts between two pauses, in which the work can be stopped. */
const PAUSE_EVERY = 500;

/**
 * Returns labeled reviews as a corpus, tokenized like the texts of a classifier.
 *
 * @throws if there are fewer than two classes, or a review has no label or an unknown one
 */
export async function readCorpus(
  { tokenizer, classes: known, maxLength: limit = Number.POSITIVE_INFINITY }: ClassifierParts,
  reviews: readonly Review[],
  { percentile, signal, ...options }: CorpusOptions,
): Promise<Corpus> {
  for (const [at, review] of reviews.entries()) requireReview(review, at);
  const classes = options.classes ?? classesIn(reviews, known);
  if (classes.length < 2) {
    const found = classes.length === 0 ? 'no text has a label' : `all texts have the label ${classes[0]}`;
    throw new Error(`${found}: fine-tuning needs texts of two classes or more`);
  }
  const labels = new Int32Array(reviews.length);
  const tokens: string[][] = [];
  for (const [at, { text, label, source }] of reviews.entries()) {
    if (at % PAUSE_EVERY === 0) await pause(signal);
    const index = label === undefined ? -1 : classes.indexOf(label);
    if (index < 0)
      throw new Error(
        `${source ?? `reviews[${at}]`}: label ${label ?? 'missing'}, expected ${classes.join(' or ')}`,
      );
    labels[at] = index;
    tokens.push(tokenizer.tokenize(text));
  }
  const lengths = tokens.map(({ length }) => length - tokenizer.specialTokens);
  const maxLength = options.maxLength ?? Math.min(limit, percentileOf(lengths, percentile));
  const long = [...lengths.keys()].filter((at) => lengths[at]! > maxLength);
  for (const at of long) tokens[at] = tokenizer.tokenize(reviews[at]!.text, maxLength);
  return { tokens, labels, classes, maxLength, truncated: long.length };
}

/**
 * Returns the classes of texts: those of the classifier, in its order, if the texts have the same
 * labels; else the labels that they have, in the order of `classesOf`.
 */
function classesIn(reviews: readonly Review[], known: readonly Label[]): readonly Label[] {
  const found = new Set(reviews.flatMap(({ label }) => label ?? []));
  const isKnown = found.size === known.length && known.every((label) => found.has(label));
  return isKnown ? known : classesOf(found).filter((label) => found.has(label));
}

/** Returns the smallest length that this share of the texts does not exceed, at least 1. */
function percentileOf(lengths: readonly number[], share: number): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  return Math.max(1, sorted[Math.ceil(share * sorted.length) - 1] ?? 1);
}

/** Returns the texts at these positions as examples. */
export function examplesAt(
  { tokens, labels, classes }: Corpus,
  positions: readonly number[],
  lookup: TokenLookup,
): Examples {
  return {
    ids: positions.map((at) => tokenIds(tokens[at]!, lookup)),
    labels: Int32Array.from(positions, (at) => labels[at]!),
    classes,
  };
}
