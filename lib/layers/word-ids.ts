import * as tf from '@tensorflow/tfjs';

/**
 * Returns the token ids `[batch, time]` of a layer's inputs as int32.
 *
 * @param table name of the table that the ids are looked up in, for the message
 * @throws for an id outside 0 to `vocabularySize` - 1
 */
export function checkedTokenIds(
  inputs: tf.Tensor | tf.Tensor[],
  vocabularySize: number,
  table: string,
): tf.Tensor2D {
  const ids = [inputs].flat()[0]!.cast('int32') as tf.Tensor2D;
  for (const id of ids.dataSync())
    if (id < 0 || id >= vocabularySize)
      throw new Error(`token id ${id} has no vector: ${table} has ids 0 to ${vocabularySize - 1}`);
  return ids;
}

/** Returns a mask of token ids `[batch, time]`: false at padding, id 0. */
export function paddingMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return tf.tidy(() => tf.notEqual([inputs].flat()[0]!, 0));
}
