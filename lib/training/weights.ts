import { tf } from '../backend';

/** Returns copies of a model's weights, in its order. */
export function weightArrays(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
}

/** Gives a model weights that `weightArrays` returned of one like it. */
export function setWeightArrays(model: tf.LayersModel, values: readonly Float32Array[]): void {
  tf.tidy(() => model.setWeights(model.getWeights().map(({ shape }, n) => tf.tensor(values[n]!, shape))));
}
