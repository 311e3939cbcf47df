/**
 * Reads labeled reviews from folders and files.
 *
 * @module
 */
export * from './acl-imdb';
export * from './csv';
export * from './data-files';
export * from './near-duplicates';
export * from './open-data';
export * from './read-reviews';
export * from './read-text';
export * from './review';
export * from './shared-reviews';
export * from './snippets';
export * from './source-list';
