import type { NGramLimits } from '../text/n-grams';
import type { Weighting } from './n-gram-features';

/** The name of an n-gram baseline. */
export type BaselineName = 'tf-idf' | 'nb';

/** The hyperparameters of an n-gram baseline. */
export interface Baseline extends Pick<NGramLimits, 'longest'> {
  weighting: Weighting;
  /** The minimum number of documents that contain an n-gram. */
  minDocumentFrequency: number;
  /** The inverse of the regularization strength, chosen on tweets and sentences. */
  c: number;
}

/** Baselines for short texts: logistic regression on unigrams and bigrams. */
export const BASELINES: Readonly<Record<BaselineName, Baseline>> = {
  'tf-idf': { weighting: 'tf-idf', longest: 2, minDocumentFrequency: 2, c: 30 },
  /** Naive Bayes weights (Wang & Manning 2012). On long reviews, `c: 0.1` is better. */
  nb: { weighting: 'log-count-ratio', longest: 2, minDocumentFrequency: 2, c: 1 },
};
