/**
 * Pretrains word vectors and language models on unlabeled reviews.
 *
 * @module
 */
export * from './corpus-files';
export * from './language-model';
export * from './language-model-files';
export * from './perplexity';
export * from './sampled-softmax';
export * from './stage-inputs';
export * from './stages';
export * from './token-corpus';
export * from './token-streams';
export * from './train-language-model';
export * from './word-vectors';
