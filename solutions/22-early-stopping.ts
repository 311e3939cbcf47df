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
  // HINT The losses are 0.5, 0.6, 0.55. Is the third epoch an improvement? Compared with which
  //      epoch?
  // HINT Section "A full training run" of notebook 10 keeps the state with the lowest validation
  //      loss. You can also see there that the loss of one epoch may rise by chance.
  // HINT Keep three things through the loop: the losses, the best epoch, and a copy of its
  //      weights. Stop when `validationLosses.length - bestEpoch >= patience`. After the loop set
  //      the weights that you kept.
  // BEGIN SOLUTION trainWithEarlyStopping
  const validationLosses: number[] = [];
  let bestEpoch = 0;
  let bestWeights = model.getWeights();
  while (
    validationLosses.length < epochs &&
    (bestEpoch === 0 || validationLosses.length - bestEpoch < patience)
  ) {
    model.trainEpoch();
    const loss = model.validationLoss();
    if (validationLosses.every((before) => loss < before)) {
      bestEpoch = validationLosses.length + 1;
      bestWeights = model.getWeights();
    }
    validationLosses.push(loss);
  }
  model.setWeights(bestWeights);
  return { validationLosses, bestEpoch };
  // END SOLUTION
}
