/**
 * Saves and loads models, with all that training needs to go on.
 *
 * @module
 */
export * from './checkpoint';
export * from './model-files';
export * from './optimizer-state';
export * from './record';
export * from './run-folder';
