/**
 * Imports classifiers that other libraries trained.
 *
 * @module
 */
export * from './import-keras';
export * from './keras-file';
export * from './keras-vocabulary';
