/**
 * Hyperparameter search: random search, and asynchronous successive halving.
 *
 * @module
 */
export * from './halving';
export * from './importance';
export * from './search-space';
