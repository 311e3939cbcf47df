/** Evaluates a classifier on labeled reviews. */
import { encode } from '../batches/examples';
import { hasKnownWord } from '../batches/known-words';
import { requireReview, requireReviews } from '../corpus/require-reviews';
import type { Label, Review } from '../corpus/review';
import type { LabeledLogits } from '../evaluation/calibration';
import { type Evaluation, evaluationOf } from '../evaluation/evaluate';
import { type ClassScore, classScores, predictedClass } from '../evaluation/metrics';
import { predictLogits } from '../evaluation/predict-logits';
import { joinedArrays } from '../joined-arrays';
import { softmax } from '../loss';
import type { Watch } from '../progress';
import type { Tokenizer } from '../text/tokenizer';
import type { ClassifierParts } from './parts';

/** What `evaluateReviews` returns. */
export interface ClassifierEvaluation extends Evaluation {
  classes: readonly Label[];
  /** Precision, recall, F1 and number of reviews of each class. */
  perClass: ClassScore[];
  /** The number of reviews without a known word. Their predictions mean nothing. */
  unread: number;
  /** The most confident wrong predictions, the most confident first. */
  mistakes: Mistake[];
  /** The seconds of tokenization and prediction. */
  seconds: number;
}

/** A wrong prediction. */
export interface Mistake {
  /** The file and line of the review. */
  source: string;
  text: string;
  label: Label;
  prediction: Label;
  /** The probability of the prediction, 0 to 1. */
  probability: number;
}

/** Options of `evaluateReviews`. */
export interface EvaluateReviewsOptions extends Watch {
  /** The maximum number of mistakes. Default 5. */
  maxMistakes?: number;
  /** Replaces the tokenizer, by one with the same tokens that counts something, for example. */
  tokenizer?: Tokenizer;
}

/** Reviews are evaluated in parts of at most this number, so that any number fits into memory. */
const AT_ONCE = 100_000;

/**
 * Returns accuracy, loss, precision, recall, F1 and the most confident mistakes on labeled reviews:
 * an array, or a stream of more than memory holds.
 *
 * @throws if there are no reviews, or they are something else; if labels are not among the classes:
 *   the message counts them
 */
export async function evaluateReviews(
  parts: ClassifierParts,
  reviews: Iterable<Review> | AsyncIterable<Review>,
  { maxMistakes = 5, tokenizer = parts.tokenizer, ...events }: EvaluateReviewsOptions = {},
): Promise<ClassifierEvaluation> {
  requireReviews('evaluate', reviews);
  const { classes, temperature } = parts;
  const started = performance.now();
  const logits: Float32Array[] = [];
  const labels: Int32Array[] = [];
  const unknown = new Map<Label, { count: number; first: string }>();
  let mistakes: Mistake[] = [];
  let unread = 0;
  let n = 0;
  const total = Array.isArray(reviews) ? reviews.length : 0; // 0 is unknown
  for await (const some of inParts(reviews, AT_ONCE)) {
    for (const [at, review] of some.entries()) requireReview(review, n + at);
    n += some.length;
    for (const { label = '', source } of some) {
      if (classes.includes(label)) continue;
      const { count, first } = unknown.get(label) ?? { count: 0, first: source };
      unknown.set(label, { count: count + 1, first });
    }
    if (unknown.size > 0) continue; // all are counted, and then refused
    const before = n - some.length;
    const found = await logitsOfReviews({ ...parts, tokenizer }, some, {
      ...events,
      progress: (done) => events.progress?.(before + done, total),
    });
    const probabilities = softmax(found.logits, classes.length, temperature);
    logits.push(found.logits);
    labels.push(found.labels);
    unread += found.unread;
    for (const [at, { source, text, label }] of some.entries()) {
      const { classIndex, value: probability } = predictedClass(probabilities, at, classes.length);
      if (classIndex !== found.labels[at])
        mistakes.push({ source, text, label: label!, prediction: classes[classIndex]!, probability });
    }
    mistakes = mistakes.sort((a, b) => b.probability - a.probability).slice(0, maxMistakes);
  }
  if (unknown.size > 0) throw new Error(unknownLabels(unknown, classes, n));
  if (n === 0) throw new Error('there are no reviews to evaluate');
  events.progress?.(n, n);
  const evaluation = evaluationOf(
    { logits: joinedArrays(Float32Array, logits), classes: classes.length },
    joinedArrays(Int32Array, labels),
    temperature,
  );
  return {
    ...evaluation,
    classes,
    perClass: classScores(evaluation.confusion, classes),
    unread,
    mistakes,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Returns the logits of labeled reviews, in their order. @throws if a label is not a class */
export async function logitsOfReviews(
  { model, tokenizer, lookup, classes, maxLength, paddedLength }: ClassifierParts,
  reviews: readonly Review[],
  { progress, signal }: Watch = {},
): Promise<LabeledLogits & { unread: number }> {
  const { ids, labels } = await encode(reviews, lookup, { classes, maxLength, tokenizer, signal });
  const isRead = hasKnownWord(lookup, tokenizer.specialTokens);
  const unread = ids.filter((row) => !isRead(row)).length;
  return { ...(await predictLogits(model, ids, { paddedLength, progress, signal })), labels, unread };
}

async function* inParts<T>(items: Iterable<T> | AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let part: T[] = [];
  for await (const item of items) {
    if (part.push(item) < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function unknownLabels(
  unknown: ReadonlyMap<Label, { count: number; first: string }>,
  classes: readonly Label[],
  n: number,
): string {
  const total = [...unknown.values()].reduce((sum, { count }) => sum + count, 0);
  const most = [...unknown].sort(([, a], [, b]) => b.count - a.count).slice(0, 5);
  const named = most.map(([label, { count, first }]) => `${label || 'no label'} (${count}, first ${first})`);
  return (
    `${total} of ${n} reviews have a label that the model does not know: ${named.join(', ')}. ` +
    `It knows ${classes.join(', ')}: leave the others out, or map them (--labels drop=LABEL)`
  );
}
