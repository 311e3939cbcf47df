import * as tf from '@tensorflow/tfjs';
import { canReadSynchronously } from './synchronous-reads';

/**
 * Returns the token ids `[batch, time]` of a layer's inputs as int32. On backends whose values
 * cannot be read at once, WebGPU above all, they are not checked.
 *
 * @param table name of the table that the ids are looked up in, for the message
 * @throws for an id outside 0 to `vocabularySize` - 1, and for one that is not whole
 */
export function checkedTokenIds(
  inputs: tf.Tensor | tf.Tensor[],
  vocabularySize: number,
  table: string,
): tf.Tensor2D {
  const ids = [inputs].flat()[0] as tf.Tensor2D;
  if (canReadSynchronously()) {
    for (const id of ids.dataSync()) {
      if (!(id >= 0 && id < vocabularySize))
        throw new Error(`token id ${id} has no vector: ${table} has ids 0 to ${vocabularySize - 1}`);
      if (!Number.isInteger(id)) throw new Error(`token id ${id} is no whole number`);
    }
  }
  return ids.cast('int32');
}

/** Returns a mask of token ids `[batch, time]`: false at padding, id 0. */
export function paddingMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return tf.tidy(() => tf.notEqual([inputs].flat()[0]!.cast('int32'), tf.scalar(0, 'int32')));
}
