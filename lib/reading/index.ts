/**
 * Reads texts and labels from bytes: CSV and its relatives, JSON, Parquet, fastText, lines. Nothing
 * here needs Node, so it runs in browsers, too.
 *
 * @module
 */
export * from './bad-rows';
export * from './byte-source';
export * from './columns';
export * from './decode';
export * from './delimited';
export { plainJson } from './flat-record';
export type { Named } from './folder-tree';
export * from './labeled-texts';
export * from './labels';
export * from './layout';
export * from './open-table';
export * from './row-range';
export * from './table';
