import type { tf } from '../backend';
import type { Examples } from '../batches/examples';
import type { NGramLimits } from '../text/n-grams';
import { type FittingStep, type LogisticRegressionOptions, logisticRegression } from './logistic-regression';
import { type NGramFeatures, nGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
import { multiclassNGramModel, nGramModel } from './n-gram-model';
import { oneVersusRest } from './one-versus-rest';
import { softmaxRegression } from './softmax-regression';

/** Options of `fitNGramModel`. */
export interface FitNGramOptions
  extends NGramLimits,
    Pick<LogisticRegressionOptions, 'c' | 'maxIterations' | 'tolerance'> {
  /** The weight of each class in the loss, `[classes]`. Default: 1. */
  classWeights?: readonly number[];
  /** Called once the n-grams are counted. */
  onFeatures?: (features: NGramFeatures) => void;
  /** Called after each step with the metrics on the training set, and awaited. */
  onStep?: (step: FittingStep) => void | Promise<void>;
}

/** A fitted n-gram model. */
export interface FittedNGramModel {
  model: tf.LayersModel;
  features: NGramFeatures;
  iterations: number;
  converged: boolean;
}

/**
 * Fits a logistic regression on n-grams to the examples of any number of classes.
 *
 * Two classes have one logit. For more, `tf-idf` has the softmax of a logit for each class, and
 * `log-count-ratio`, which compares two classes, fits each class against all others.
 *
 * @throws like `nGramFeatures` and `logisticRegression`
 */
export async function fitNGramModel(
  examples: Examples,
  weighting: Weighting,
  { classWeights, onFeatures, onStep, c, maxIterations, tolerance, ...limits }: FitNGramOptions,
): Promise<FittedNGramModel> {
  const { ids, labels } = examples;
  const classes = examples.classes.length;
  const sampleWeights = classWeights && Float64Array.from(labels, (label) => classWeights[label]!);
  const options = { c, maxIterations, tolerance, sampleWeights, onStep, signal: limits.signal };
  const features = await nGramFeatures(examples, weighting, limits);
  onFeatures?.(features);
  if (classes === 2) {
    const linear = await logisticRegression(vectorsOf(ids, features), labels, options);
    return { ...linear, features, model: nGramModel(features, linear) };
  }
  const fit = weighting === 'tf-idf' ? softmaxRegression : oneVersusRest;
  const linear = await fit(vectorsOf(ids, features), labels, classes, options);
  return { ...linear, features, model: multiclassNGramModel(features, linear) };
}
