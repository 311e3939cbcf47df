import { tf } from '../backend';
import { DivergedError } from './loop';

/** Returns copies of a model's weights in their order. */
export function weightArrays(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
}

/**
 * Sets a model's weights to those that `weightArrays` returned. @throws when they do not fit the
 * shapes
 */
export function setWeightArrays(model: tf.LayersModel, values: readonly Float32Array[]): void {
  tf.tidy(() => model.setWeights(model.getWeights().map(({ shape }, n) => tf.tensor(values[n]!, shape))));
}

/**
 * Checks that a model can be saved.
 *
 * @param step training steps done, for the message
 * @throws DivergedError when a trainable weight is NaN or infinite, or its square is (above 1.8e19)
 */
export function requireUsableWeights(model: tf.LayersModel, step: number): void {
  for (const weight of model.trainableWeights) {
    const usable = tf.tidy(
      () =>
        tf
          .isFinite(tf.square(weight.read() as tf.Tensor))
          .all()
          .dataSync()[0],
    );
    if (!usable)
      throw new DivergedError(
        `${weight.originalName} is not finite, or too large, after step ${step}: lower the learning rate, or clip gradients`,
      );
  }
}
