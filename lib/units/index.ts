/**
 * Work in independent pieces, called units, for several machines that share a folder. A unit is
 * named by the digest of everything that decides its result. Its result is a file with that name,
 * which is there whole or not at all. So any engine may hand out units, twice if it must: a job
 * array, a queue, or a loop.
 *
 * @module
 */
export { canonicalJson, type JsonValue } from './canonical-json';
export * from './machine-error';
export * from './manifest';
export * from './merge';
export { unitStore } from './open-store';
export * from './plan';
export { readText } from './read-text';
export * from './result-file';
export * from './shard';
export * from './unit';
export * from './unit-folder';
export type { UnitStore } from './unit-store';
export * from './work';
