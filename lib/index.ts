/**
 * Sentiment Lab's library, in the order in which data flows. Await `ready()` before the first tensor.
 *
 * @module sentiment-lab
 */
export { type Backend, type BackendName, ready, tf } from './backend';
export * from './batches';
export * from './checkpoints';
export * from './classifier';
export * from './corpus';
export * from './datasets';
export * from './evaluation';
export * from './layers';
export * from './loss';
export * from './models';
export * from './optimizers';
export * from './pretraining';
export { type Progress, showProgress } from './progress';
export * from './text';
export * from './training';
export * from './vectors';
