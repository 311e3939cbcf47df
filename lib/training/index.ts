/**
 * The training loop: early stopping, data-parallel workers, TensorBoard.
 *
 * @module
 */
export * from './early-stopping';
export * from './fit';
export * from './gradients';
export * from './tensorboard';
export * from './train';
export * from './weights';
