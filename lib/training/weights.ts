import { tf } from '../backend';

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
