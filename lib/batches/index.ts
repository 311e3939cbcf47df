/**
 * From texts to batches: token ids, splits, seeded random numbers.
 *
 * @module
 */
export * from './batches';
export * from './classes';
export * from './examples';
export * from './known-words';
export * from './padded-token-ids';
export * from './padding';
export * from './random';
export * from './split';
export * from './token-ids';
export * from './tokenized-reviews';
