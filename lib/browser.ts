/**
 * What of the library runs in browsers: reading files, tokenizers, n-gram baselines, the bundled
 * model, fine-tuning. The page chooses tfjs' backend, and awaits `ready()`.
 *
 * @module
 */
export { ready, tf } from './backend';
export * from './baselines';
export { type EncodeOptions, type Examples, encode } from './batches/examples';
export { split } from './batches/split';
export { type Classifier, createClassifier, type Prediction } from './classifier/classifier';
export { type ClassifierEvaluation, evaluateReviews } from './classifier/evaluate';
export { type ExplainOptions, type Explanation, explain } from './classifier/explain';
export { FINETUNING, type Finetuned, type FinetuneOptions, finetune } from './classifier/finetune';
export { partsAtUrl, partsOfModelFile, type RecordedParts } from './classifier/model-file';
export type { ClassifierParts } from './classifier/parts';
export { modelFileOf } from './classifier/write-model-file';
export type { Label, Review } from './corpus/review';
export * from './reading';
export { type Tokenizer, tokenizer } from './text/tokenizer';
export { buildVocabulary, extendVocabulary, type Vocabulary } from './text/vocabulary';
export { type FitOptions, type FitResult, fit } from './training/fit';
