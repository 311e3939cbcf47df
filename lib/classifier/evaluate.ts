/** Evaluates a classifier on labeled reviews. */
import { encode } from '../batches/examples';
import type { Label, Review } from '../corpus/review';
import type { LabeledLogits } from '../evaluation/calibration';
import { type Evaluation, evaluationOf } from '../evaluation/evaluate';
import { type ClassScore, classScores, predictedClass } from '../evaluation/metrics';
import { predictLogits } from '../evaluation/predict-logits';
import { softmax } from '../loss';
import type { Watch } from '../progress';
import type { ClassifierParts } from './parts';

/** What `evaluateReviews` returns. */
export interface ClassifierEvaluation extends Evaluation {
  classes: readonly Label[];
  /** Precision, recall and number of reviews of each class. */
  perClass: ClassScore[];
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
}

/**
 * Returns accuracy, loss, precision, recall and the most confident mistakes on labeled reviews.
 *
 * @throws if a label is not one of the classes
 */
export async function evaluateReviews(
  parts: ClassifierParts,
  reviews: readonly Review[],
  { maxMistakes = 5, ...events }: EvaluateReviewsOptions = {},
): Promise<ClassifierEvaluation> {
  const { classes, temperature } = parts;
  const started = performance.now();
  const { logits, labels } = await logitsOfReviews(parts, reviews, events);
  const probabilities = softmax(logits, classes.length, temperature);
  const evaluation = evaluationOf({ logits, classes: classes.length }, labels, temperature);
  const predictions = reviews.map(({ source, text, label }, at) => {
    const { classIndex, probability } = predictedClass(probabilities, at, classes.length);
    return { source, text, label: label!, prediction: classes[classIndex]!, probability };
  });
  return {
    ...evaluation,
    classes,
    perClass: classScores(evaluation.confusion, classes),
    mistakes: predictions
      .filter(({ label, prediction }) => label !== prediction)
      .sort((a, b) => b.probability - a.probability)
      .slice(0, maxMistakes),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Returns the logits of labeled reviews, in their order. @throws if a label is not a class */
export async function logitsOfReviews(
  { model, tokenizer, lookup, classes, maxLength, paddedLength }: ClassifierParts,
  reviews: readonly Review[],
  { progress, signal }: Watch = {},
): Promise<LabeledLogits> {
  const { ids, labels } = await encode(reviews, lookup, { classes, maxLength, tokenizer, signal });
  return { ...(await predictLogits(model, ids, { paddedLength, progress, signal })), labels };
}
