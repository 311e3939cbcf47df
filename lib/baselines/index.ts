export { type LBfgsOptions, lBfgs, type Minimum, type Objective } from './l-bfgs';
export { logCountRatio, ratiosOf } from './log-count-ratio';
export {
  type LinearModel,
  type LogisticRegression,
  type LogisticRegressionOptions,
  logisticRegression,
} from './logistic-regression';
export { type NGramFeatures, nGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
export { nGramModel } from './n-gram-model';
export { nGramCounts, type SparseMatrix } from './sparse-matrix';
export { strongestNGrams, type WeighedNGram } from './strongest';
export { inverseDocumentFrequencies, tfIdf } from './tf-idf';
