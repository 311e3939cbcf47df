/**
 * The sixteen names that a newcomer needs. Import them from `./lib`; the examples write
 * `sentiment-lab`. Everything else is in the folders: `lib/layers`, `lib/models`,
 * `lib/optimizers`, `lib/vectors` and so on. In a `.mts` file, import it from its own file:
 * `./lib/text/clean`. Await `ready()` before the first tensor.
 *
 * @module sentiment-lab
 */
export { type Backend, type BackendName, ready, tf } from './backend';
export { type EncodeOptions, type Examples, encode } from './batches/examples';
export { split } from './batches/split';
export { type Classifier, createClassifier, type Prediction } from './classifier/classifier';
export { type LoadedClassifier, loadClassifier } from './classifier/load';
export type { ClassifierParts } from './classifier/parts';
export { type ReadReviewsOptions, readReviews } from './corpus/read-reviews';
export type { Label, Review } from './corpus/review';
export { loadVectors } from './datasets/load-vectors';
export { type Evaluation, evaluate } from './evaluation/evaluate';
export { type EmbeddingConfig, embedding } from './layers/embedding';
export { type FastLstmConfig, fastLstm } from './layers/fast-lstm';
export { type MeanOverTimeConfig, meanOverTime } from './layers/pooling';
export { type AdamConfig, adam } from './optimizers/adam';
export type { Progress } from './progress';
export { type Tokenizer, tokenizer } from './text/tokenizer';
export { buildVocabulary, type Vocabulary } from './text/vocabulary';
export { type FitOptions, type FitResult, fit } from './training/fit';
export type { WordVectors } from './vectors/word-vectors';
