/**
 * Downloads and installs data sets.
 *
 * @module
 */
export * from './cache';
export * from './catalog';
export * from './convert';
export * from './download';
export * from './fetch-archive';
export * from './install';
export * from './load-vectors';
export * from './partial-file';
export * from './prepare';
export * from './python';
export * from './registry';
export * from './unpack';
export * from './wink';
