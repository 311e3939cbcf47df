/**
 * From texts to batches: token ids, splits, seeded random numbers.
 *
 * @module
 */
export * from './batches';
export * from './examples';
export * from './ids-matrix';
export * from './padding';
export * from './random';
export * from './split';
