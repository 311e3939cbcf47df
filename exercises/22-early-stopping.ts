/** A model that can be trained epoch by epoch. */
export interface TrainableModel<Weights> {
  /** Trains for one more epoch. */
  trainEpoch(): void;
  /** Returns the loss on the validation set. */
  validationLoss(): number;
  /** Returns a copy of the current weights. */
  getWeights(): Weights;
  /** Replaces the weights of the model. */
  setWeights(weights: Weights): void;
}

/** The history of a training run. */
export interface History {
  /** The validation loss after each epoch. */
  validationLosses: number[];
  /** The epoch with the lowest of them, counted from 1; the first one if there are several. */
  bestEpoch: number;
}

/**
 * Trains with early stopping (Prechelt 1998) and returns the history.
 *
 * After each epoch the validation loss is measured. Training stops when `patience` epochs in a row
 * brought no new lowest loss, or after `epochs` epochs. One rise of the loss may be chance, and
 * patience allows for it. In the end the model has the weights of its best epoch, not of the last
 * one.
 *
 * @param epochs the maximum number of epochs, at least 1
 * @param patience how many epochs in a row may bring no improvement, at least 1
 *
 * @example
 * // validation losses 0.6, 0.5, 0.55, 0.52, ... and a patience of 2:
 * // training stops after epoch 4, and the model has the weights of epoch 2
 */
export function trainWithEarlyStopping<Weights>(
  model: TrainableModel<Weights>,
  epochs: number,
  patience: number,
): History {
  throw new Error('not written yet: trainWithEarlyStopping');
}
