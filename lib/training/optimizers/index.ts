export { type AdadeltaConfig, adadelta } from './adadelta';
export { type AdagradConfig, adagrad } from './adagrad';
export { type AdamConfig, adam } from './adam';
export { type RmspropConfig, rmsprop } from './rmsprop';
export type { LearningRate, Memory, Rule } from './rule';
export { type RowGradients, RuleOptimizer } from './rule-optimizer';
export { exponentialDecay, warmUpThenLinear } from './schedules';
export { sgd } from './sgd';
