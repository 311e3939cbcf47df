/** How well a classifier does on labelled texts, and where it does not. */
import { encodeReviews } from '../batches/examples';
import type { Label, Review } from '../corpus/review';
import type { Answers } from '../evaluation/calibration';
import { type Evaluation, scoreOf } from '../evaluation/evaluate';
import { answerAt, type ClassScore, classScores } from '../evaluation/metrics';
import type { Progress } from '../progress';
import { answersTo } from './classifier';
import type { LoadedClassifier } from './load';

/** What `assess` says of a classifier. */
export interface Assessment extends Evaluation {
  classes: readonly Label[];
  /** Precision, recall and number of texts, class by class. */
  perClass: ClassScore[];
  /** The texts that it is most sure of and wrong about, the surest first. */
  wrong: WrongAnswer[];
  /** How long the classification took, reading not included. */
  seconds: number;
}

export interface WrongAnswer {
  /** Where the text stands. */
  source: string;
  text: string;
  label: Label;
  answer: Label;
  /** What the model gives its answer, 0 to 1. */
  probability: number;
}

export interface AssessOptions {
  /** How many wrong answers to return at most. Default 5. */
  wrong?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Classifies labelled texts and returns how well that went.
 *
 * @throws for a text whose label the classifier does not know
 */
export async function assess(
  classifier: LoadedClassifier,
  reviews: readonly Review[],
  { wrong: most = 5, progress, signal }: AssessOptions = {},
): Promise<Assessment> {
  const { classes } = classifier;
  const started = performance.now();
  const { probabilities, labels } = await answersFor(classifier, reviews, { progress, signal });
  const score = scoreOf(probabilities, labels, classes.length);
  const answers = reviews.map(({ source, text, label }, at) => {
    const { answer, probability } = answerAt(probabilities, at, classes.length);
    return { source, text, label: label!, answer: classes[answer]!, probability };
  });
  return {
    ...score,
    classes,
    perClass: classScores(score.confusion, classes),
    wrong: answers
      .filter(({ label, answer }) => label !== answer)
      .sort((a, b) => b.probability - a.probability)
      .slice(0, most),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Returns what a classifier says of labelled texts, in their order. @throws for a label that it does not know */
export async function answersFor(
  classifier: LoadedClassifier,
  reviews: readonly Review[],
  { progress, signal }: Pick<AssessOptions, 'progress' | 'signal'> = {},
): Promise<Answers> {
  const { words, classes, maxLength, reader } = classifier;
  const { ids, labels } = await encodeReviews(reader.prepare(reviews), words, {
    ...{ classes, maxLength, signal },
    read: reader.read,
  });
  const probabilities = await answersTo(classifier, ids, { progress, signal });
  return { probabilities, labels, classes: classes.length };
}
