/** How well a classifier does on labeled reviews, and where it fails. */
import { encode } from '../batches/examples';
import type { Label, Review } from '../corpus/review';
import type { LabeledLogits } from '../evaluation/calibration';
import { type Evaluation, evaluationOf } from '../evaluation/evaluate';
import { type ClassScore, classScores, predictedClass } from '../evaluation/metrics';
import { predictLogits, softmax } from '../evaluation/predict-logits';
import type { ClassifierParts, PredictionEvents } from './parts';

/** What `evaluateReviews` returns. */
export interface ClassifierEvaluation extends Evaluation {
  classes: readonly Label[];
  /** Precision, recall and number of reviews of each class. */
  perClass: ClassScore[];
  /** The wrong predictions with the highest probability, the most confident first. */
  mistakes: Mistake[];
  /** Seconds that the prediction took, without reading the reviews. */
  seconds: number;
}

/** A wrong prediction. */
export interface Mistake {
  /** Where the review stands: file and line. */
  source: string;
  text: string;
  label: Label;
  prediction: Label;
  /** The probability of the prediction, 0 to 1. */
  probability: number;
}

/** Options of `evaluateReviews`. */
export interface EvaluateReviewsOptions extends PredictionEvents {
  /** How many mistakes to return at most. Default 5. */
  maxMistakes?: number;
}

/**
 * Classifies labeled reviews, and returns accuracy, loss, precision, recall and the most confident mistakes.
 *
 * @throws for a review whose label is not one of the classes
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

/** Returns the logits of labeled reviews, in their order. @throws for a label that is not one of the classes */
export async function logitsOfReviews(
  { model, tokenizer, lookup, classes, maxLength, paddedLength }: ClassifierParts,
  reviews: readonly Review[],
  { progress, signal }: PredictionEvents = {},
): Promise<LabeledLogits> {
  const { ids, labels } = await encode(reviews, lookup, { classes, maxLength, tokenizer, signal });
  return { ...(await predictLogits(model, ids, { paddedLength, progress, signal })), labels };
}
