/**
 * Saves and loads models, with the state that resumes training.
 *
 * @module
 */
export type { FileRecord, FileRecords } from '../files/folder-record';
export * from './checkpoint';
export * from './model-files';
export * from './optimizer-state';
export * from './record';
export * from './run-folder';
