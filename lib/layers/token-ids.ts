import * as tf from '@tensorflow/tfjs';
import { NO_MASK } from './layer-config';
import { canReadSynchronously } from './synchronous-reads';
import { int, int32 } from './whole-number';

/**
 * Whether token ids contain padding, by the tensors' data: tfjs asks for the mask of the same ids
 * several times, and reading them from the backend takes as long as an op.
 */
const padded = new WeakMap<object, boolean>();

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
    const values = ids.dataSync();
    for (const id of values) {
      if (!(id >= 0 && id < vocabularySize))
        throw new Error(`token id ${id} has no vector: ${table} has ids 0 to ${vocabularySize - 1}`);
      if (!Number.isInteger(id)) throw new Error(`token id ${id} is no whole number`);
    }
    padded.set(ids.dataId, values.includes(0));
  }
  return int32(ids);
}

/**
 * Returns a mask of token ids `[batch, time]`: false at padding, id 0. Without padding there is no
 * mask, so that later layers need not apply it. Where values cannot be read, there always is one.
 */
export function paddingMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const ids = [inputs].flat()[0]!;
  if (padded.get(ids.dataId) === false) return NO_MASK;
  return tf.tidy(() => tf.notEqual(int32(ids), int(0)));
}
