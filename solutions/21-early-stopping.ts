/** A training that can be taken on epoch by epoch. */
export interface Training<Weights> {
  /** Trains for one more epoch. */
  trainEpoch(): void;
  /** Returns the loss on reviews that were held out from training. */
  heldOutLoss(): number;
  /** Returns a copy of the weights as they are now. */
  weights(): Weights;
  /** Gives the model these weights. */
  setWeights(weights: Weights): void;
}

/** How a training went. */
export interface Outcome {
  /** The held-out loss after each epoch that was trained. */
  losses: number[];
  /** The epoch with the lowest of them, counted from 1; of several as low the first. */
  best: number;
}

/**
 * Trains with early stopping (Prechelt 1998): after each epoch the held-out loss is measured, and when it has not come
 * below the best one so far for `patience` epochs in a row, training stops, or after `epochs` epochs. One rise may be
 * chance; patience waits for a few. In the end the model has the weights of its best epoch, not those of the last one.
 *
 * @param epochs how many epochs are trained at most, at least 1
 * @param patience how many epochs in a row may bring nothing better, at least 1
 *
 * @example
 * // held-out losses 0.6, 0.5, 0.55, 0.52, ... with a patience of 2: stops after epoch 4, with the weights of epoch 2
 */
export function trainWithPatience<Weights>(
  training: Training<Weights>,
  epochs: number,
  patience: number,
): Outcome {
  // HINT The losses are 0.5, 0.6, 0.55. Is the third epoch an improvement? On what?
  // HINT Section "A whole run" of notebook 10 keeps the state with the lowest held-out loss; in it you see how the loss
  //      of one epoch may rise by chance.
  // HINT Keep three things through the loop: the losses, the best epoch, and a copy of its weights. Stop when
  //      `losses.length - best >= patience`; after the loop give the model the weights that you kept.
  // BEGIN SOLUTION trainWithPatience
  const losses: number[] = [];
  let best = 0;
  let bestWeights = training.weights();
  while (losses.length < epochs && (best === 0 || losses.length - best < patience)) {
    training.trainEpoch();
    const loss = training.heldOutLoss();
    if (losses.every((before) => loss < before)) {
      best = losses.length + 1;
      bestWeights = training.weights();
    }
    losses.push(loss);
  }
  training.setWeights(bestWeights);
  return { losses, best };
  // END SOLUTION
}
