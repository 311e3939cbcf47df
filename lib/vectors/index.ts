/**
 * Word vectors: training with word2vec, files, nearest neighbors.
 *
 * @module
 */
export * from './cbow-skip-gram';
export * from './glove-text';
export * from './nearest';
export * from './negative-sampling';
export * from './oreilly-order';
export * from './read-numbers';
export * from './store';
export * from './token-lookup';
export * from './word-list';
export * from './word-vectors';
export * from './word2vec';
