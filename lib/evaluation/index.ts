/**
 * Evaluates models: accuracy, cross-entropy, calibration.
 *
 * @module
 */
export { crossEntropyOfLogits, softmax } from '../loss';
export * from './calibration';
export * from './compare';
export * from './evaluate';
export * from './groups';
export * from './metrics';
export * from './predict-logits';
