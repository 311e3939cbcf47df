/**
 * Optimizers and learning rate schedules.
 *
 * @module
 */
export * from './adadelta';
export * from './adagrad';
export * from './adam';
export * from './clip';
export * from './rmsprop';
export * from './schedules';
export * from './sgd';
export * from './update-rule';
export * from './update-rule-optimizer';
