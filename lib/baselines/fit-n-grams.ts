import type { tf } from '../backend';
import type { Examples } from '../batches/examples';
import type { Watch } from '../progress';
import {
  type LogisticRegression,
  type LogisticRegressionOptions,
  logisticRegression,
} from './logistic-regression';
import { type NGramFeatures, nGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
import { nGramModel } from './n-gram-model';

/** The name of an n-gram baseline. */
export type BaselineName = 'tf-idf' | 'nb';

/** An n-gram baseline: its features, and how strongly it is regularized. */
export interface Baseline {
  weighting: Weighting;
  /** The number of tokens in the longest n-grams. */
  longest: number;
  /** The minimum number of documents that contain an n-gram. */
  minDocumentFrequency: number;
  /** The inverse of the regularization strength. */
  c: number;
}

/** The baselines. `c` was chosen on a validation set of IMDB's training reviews. */
export const BASELINES: Readonly<Record<BaselineName, Baseline>> = {
  /** Unigrams and bigrams, TF-IDF, logistic regression. */
  'tf-idf': { weighting: 'tf-idf', longest: 2, minDocumentFrequency: 2, c: 30 },
  /** Unigrams and bigrams, naive Bayes weights, logistic regression (Wang & Manning 2012). */
  nb: { weighting: 'log-count-ratio', longest: 2, minDocumentFrequency: 2, c: 0.1 },
};

/** Options of `fitNGrams`. */
export type FitNGramsOptions = Watch & Pick<LogisticRegressionOptions, 'maxIterations' | 'onStep'>;

/** A fitted n-gram baseline. */
export interface FittedNGrams {
  /** Token ids `[batch, time]` -> the logit of the second class `[batch, 1]`. */
  model: tf.LayersModel;
  features: NGramFeatures;
  linear: LogisticRegression;
}

/**
 * Fits a logistic regression on n-grams.
 *
 * @throws like `logisticRegression`
 */
export async function fitNGrams(
  train: Examples,
  { weighting, c, ...limits }: Baseline,
  { progress, signal, ...options }: FitNGramsOptions = {},
): Promise<FittedNGrams> {
  const features = await nGramFeatures(train, weighting, { ...limits, progress, signal });
  const vectors = vectorsOf(train.ids, features);
  const linear = await logisticRegression(vectors, train.labels, { c, signal, ...options });
  return { model: nGramModel(features, linear), features, linear };
}
