/**
 * Serves a classifier over HTTP.
 *
 * @module
 */
export * from './app';
export * from './batcher';
export * from './metrics';
export * from './serve';
