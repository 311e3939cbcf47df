/**
 * Sentiment Lab's library, in the order in which data flows. Await `ready()` before the first tensor.
 */
export { type Backend, type BackendName, isNative, ready, tf } from './backend';
export * from './baselines';
export * from './batches';
export * from './corpus';
export * from './datasets';
export * from './layers';
export * from './models';
export * from './plots';
export * from './pretraining';
export { type Progress, showProgress } from './progress';
export * from './scoring';
export { loadPretrained } from './shipped/shipped-model';
export * from './systems';
export * from './text';
export * from './training';
export * from './vectors';
