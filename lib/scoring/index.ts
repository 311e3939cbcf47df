/**
 * Scores the rows of large files on all cores.
 *
 * @module
 */
export * from './batches-of';
export * from './in-order';
export * from './pipe-source';
export * from './pool';
export type { Scores, WorkerModel } from './protocol';
export * from './resumable-file';
export * from './row-format';
export * from './score-input';
export * from './score-table';
export * from './score-units';
export * from './scorer';
