/**
 * Serves a classifier over HTTP.
 *
 * @module
 */
export * from './app';
export * from './batcher';
export * from './explainer';
export * from './metrics';
export * from './serve';
