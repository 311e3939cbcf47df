/**
 * Classifiers without a neural network: n-grams, tf-idf, NB-SVM, logistic regression.
 *
 * @module
 */
export * from './baselines';
export * from './fit-n-gram-model';
export * from './l-bfgs';
export * from './logistic-regression';
export * from './n-gram-features';
export * from './n-gram-model';
export * from './one-versus-rest';
export * from './softmax-regression';
export * from './sparse-matrix';
export * from './term-weighting';
