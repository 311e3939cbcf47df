/** How well a system tells negative, neutral and positive texts apart. */
import {
  accuracyOfConfusion,
  confusionMatrix,
  macroF1,
  predictedClass,
  standardError,
} from '../../lib/evaluation/metrics';
import { CLASSES } from './rated-texts';
import type { TestText } from './test-texts';

/** A system's prediction for a text. */
export interface Opinion {
  /** Above 0: rather positive than negative; below 0: rather negative; 0: undecided. */
  polarity: number;
  /** The predicted class, an index into `CLASSES`. */
  classIndex: number;
}

/** The scores of a system on a group of texts. */
export interface GroupScores {
  /** The number of texts with a polarity other than 0. */
  n: number;
  /** The share of them with the right polarity. An undecided prediction counts as half. */
  accuracy: number;
  standardError: number;
  /** The share of undecided predictions. */
  undecided: number;
  /** With three classes: all texts, their accuracy and macro F1. Absent without neutral texts. */
  threeClasses?: { n: number; accuracy: number; standardError: number; macroF1: number };
}

/** Returns the scores of opinions on texts, in the same order. */
export function scoresOf(texts: readonly TestText[], opinions: readonly Opinion[]): GroupScores {
  let [n, right, undecided] = [0, 0, 0];
  for (const [at, { polarity }] of texts.entries()) {
    const opinion = opinions[at]!;
    if (polarity === 0) continue;
    n++;
    if (opinion.polarity === 0) undecided++;
    else if (Math.sign(opinion.polarity) === Math.sign(polarity)) right++;
  }
  const accuracy = (right + undecided / 2) / n;
  const scores = { n, accuracy, standardError: standardError(accuracy, n), undecided: undecided / n };
  if (texts.every(({ label }) => label !== 'neutral')) return scores;
  const labels = Int32Array.from(texts, ({ label }) => CLASSES.indexOf(label as (typeof CLASSES)[number]));
  const predictions = Int32Array.from(opinions, ({ classIndex }) => classIndex);
  const confusion = confusionMatrix(labels, predictions, CLASSES.length);
  const share = accuracyOfConfusion(confusion);
  const error = standardError(share, texts.length);
  return {
    ...scores,
    threeClasses: { n: texts.length, accuracy: share, standardError: error, macroF1: macroF1(confusion) },
  };
}

/** Returns the opinions of logits or probabilities `[texts, classes]`. */
export function opinionsOf(logits: Float32Array): Opinion[] {
  return Array.from({ length: logits.length / CLASSES.length }, (_, text) => {
    const row = logits.subarray(text * CLASSES.length, (text + 1) * CLASSES.length);
    const of = (label: (typeof CLASSES)[number]) => row[CLASSES.indexOf(label)]!;
    return { polarity: of('positive') - of('negative'), classIndex: predictedClass(row).classIndex };
  });
}
