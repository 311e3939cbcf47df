/** How well a classifier does on labelled texts, and where it does not. */
import { encodeReviews } from '../batches/examples';
import type { Label, Review } from '../corpus/review';
import type { PredictedProbabilities } from '../evaluation/calibration';
import { type Evaluation, evaluationOf } from '../evaluation/evaluate';
import { type ClassScore, classScores, predictedClass } from '../evaluation/metrics';
import type { Progress } from '../progress';
import { predictProbabilities } from './classifier';
import type { LoadedClassifier } from './load';

/** What `evaluateReviews` says of a classifier. */
export interface ClassifierEvaluation extends Evaluation {
  classes: readonly Label[];
  /** Precision, recall and number of texts, class by class. */
  perClass: ClassScore[];
  /** The texts that it is most sure of and wrong about, the surest first. */
  mistakes: Mistake[];
  /** How long the classification took, reading not included. */
  seconds: number;
}

/** A review whose prediction is not its label. */
export interface Mistake {
  /** Where the text stands. */
  source: string;
  text: string;
  label: Label;
  prediction: Label;
  /** What the model gives its answer, 0 to 1. */
  probability: number;
}

/** Options of `evaluateReviews`. */
export interface EvaluateReviewsOptions {
  /** How many wrong answers to return at most. Default 5. */
  maxMistakes?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Classifies labelled texts and returns how well that went.
 *
 * @throws for a text whose label the classifier does not know
 */
export async function evaluateReviews(
  classifier: LoadedClassifier,
  reviews: readonly Review[],
  { maxMistakes = 5, progress, signal }: EvaluateReviewsOptions = {},
): Promise<ClassifierEvaluation> {
  const { classes } = classifier;
  const started = performance.now();
  const { probabilities, labels } = await predictReviews(classifier, reviews, { progress, signal });
  const score = evaluationOf(probabilities, labels, classes.length);
  const predictions = reviews.map(({ source, text, label }, at) => {
    const { classIndex, probability } = predictedClass(probabilities, at, classes.length);
    return { source, text, label: label!, prediction: classes[classIndex]!, probability };
  });
  return {
    ...score,
    classes,
    perClass: classScores(score.confusion, classes),
    mistakes: predictions
      .filter(({ label, prediction }) => label !== prediction)
      .sort((a, b) => b.probability - a.probability)
      .slice(0, maxMistakes),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Returns what a classifier says of labelled texts, in their order. @throws for a label that it does not know */
export async function predictReviews(
  classifier: LoadedClassifier,
  reviews: readonly Review[],
  { progress, signal }: Pick<EvaluateReviewsOptions, 'progress' | 'signal'> = {},
): Promise<PredictedProbabilities> {
  const { lookup, classes, maxLength, tokenizer } = classifier;
  const { ids, labels } = await encodeReviews(tokenizer.cleanReviews(reviews), lookup, {
    ...{ classes, maxLength, signal },
    tokenize: tokenizer.tokenize,
  });
  const probabilities = await predictProbabilities(classifier, ids, { progress, signal });
  return { probabilities, labels, classes: classes.length };
}
