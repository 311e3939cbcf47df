/**
 * The training loop: early stopping, data-parallel workers, TensorBoard.
 *
 * @module
 */
export * from './adversarial';
export * from './class-weights';
export * from './early-stopping';
export * from './fit';
export * from './gradient-step';
export * from './gradients';
export * from './loop';
export * from './tensorboard';
export * from './train';
export * from './weights';
