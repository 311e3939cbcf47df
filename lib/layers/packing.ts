import * as tf from '@tensorflow/tfjs';
import { lookup } from './segment-sum';
import { canReadSynchronously } from './synchronous-reads';
import { int } from './whole-number';

/**
 * A packed batch, like PyTorch's `pack_padded_sequence`: the unmasked time steps of each row come
 * first, in the order in which the layer reads them, and the batch ends with its longest row. A
 * recurrent layer computes on the packed batch what Keras computes with a mask, because there a
 * masked time step leaves the state unchanged.
 */
export interface Packing {
  /** Rows of the batch. */
  batch: number;
  /** Time steps before packing. */
  time: number;
  /** Time steps after packing: the length of the longest row, at least 1. */
  steps: number;
  /** How steps move. Without it nothing is masked and rows are read forward. */
  order?: Order;
}

/** Where the time steps of a batch go. All tensors are int32. */
export interface Order {
  /** Unmasked time steps of each row, `[batch]`. */
  lengths: tf.Tensor1D;
  /** The position in `[batch * time]` of each packed time step and row, `[steps * batch]`. */
  source: tf.Tensor1D;
  /**
   * For each row and time step in reading order: how many unmasked time steps of the row the layer
   * has read after it, `[batch, time]`.
   */
  read: tf.Tensor2D;
  /** Whether a row may be fully masked. */
  hasEmptyRows: boolean;
}

/**
 * Returns the packing of a batch. Where the backend lets the mask be read, the packed batch ends
 * with its longest row. Elsewhere it has all time steps.
 *
 * @param mask `[batch, time]`, false or 0 at masked time steps. Default: nothing is masked
 * @param goBackwards whether rows are read from their end. Default false
 */
export function packing(batch: number, time: number, mask?: tf.Tensor2D, goBackwards = false): Packing {
  if (!mask && !goBackwards) return { batch, time, steps: time };
  if (!mask || canReadSynchronously()) return packingByValues(batch, time, mask?.dataSync(), goBackwards);
  return packingByOps(mask, goBackwards);
}

function packingByValues(
  batch: number,
  time: number,
  mask: ArrayLike<number> | undefined,
  goBackwards: boolean,
): Packing {
  const read = new Int32Array(batch * time);
  const lengths = new Int32Array(batch);
  for (let b = 0, at = 0; b < batch; b++) {
    let count = 0;
    for (let s = 0; s < time; s++) {
      const t = goBackwards ? time - 1 - s : s;
      if (!mask || mask[b * time + t]) count++;
      read[at++] = count;
    }
    lengths[b] = count;
  }
  if (!goBackwards && lengths.every((length) => length === time)) return { batch, time, steps: time };
  const steps = lengths.reduce((longest, length) => Math.max(longest, length), 1);
  const source = new Int32Array(steps * batch);
  for (let b = 0; b < batch; b++) {
    const start = b * time;
    let count = 0;
    for (let s = 0; s < time; s++) {
      if (read[start + s] === count) continue;
      source[count * batch + b] = start + (goBackwards ? time - 1 - s : s);
      count++;
    }
    // Outputs after the end of a row are computed but never read. Repeat its last input there.
    for (; count < steps; count++) source[count * batch + b] = source[(count - 1) * batch + b] ?? start;
  }
  const order = {
    lengths: tf.tensor1d(lengths, 'int32'),
    source: tf.tensor1d(source, 'int32'),
    read: tf.tensor2d(read, [batch, time], 'int32'),
    hasEmptyRows: lengths.includes(0),
  };
  return { batch, time, steps, order };
}

/** Computes what `packingByValues` does without a look at the mask. */
function packingByOps(mask: tf.Tensor2D, goBackwards: boolean): Packing {
  const [batch, time] = mask.shape;
  const unmasked = mask.cast<tf.Tensor2D>('bool').cast<tf.Tensor2D>('int32');
  const read: tf.Tensor2D = (goBackwards ? unmasked.reverse(1) : unmasked).cumsum(1); // (B, T)
  const lengths: tf.Tensor1D = unmasked.sum(1); // (B,)
  // The n-th unmasked time step is the first one at which n have been read.
  const counts = tf.range(1, time + 1, 1, 'int32').minimum(lengths.maximum(int(1)).expandDims(1)); // (B, T)
  const s = tf.searchSorted(read, counts).minimum(int(time - 1)); // (B, T)
  const t = goBackwards ? int(time - 1).sub(s) : s;
  const source = t.add(rowNumbers(batch).mul(int(time)).expandDims(1)); // (B, T)
  const order = { lengths, source: source.transpose().flatten(), read, hasEmptyRows: true };
  return { batch, time, steps: time, order };
}

/**
 * Returns `x` `[batch, time, input]` packed and time-major: `[steps, batch, input]`. A row without
 * a time step is zero. Differentiable.
 */
export function pack(x: tf.Tensor3D, packed: Packing): tf.Tensor3D {
  const { batch, time, steps, order } = packed;
  if (!order) return x.transpose([1, 0, 2]);
  const width = x.shape[2];
  const rows = x.reshape<tf.Tensor2D>([batch * time, width]);
  const moved = lookup(rows, order.source).reshape<tf.Tensor3D>([steps, batch, width]);
  return order.hasEmptyRows ? tf.where(stepsOfRows(packed)!, moved, tf.zerosLike(moved)) : moved;
}

/**
 * Returns whether each row of the packed batch has each time step, `[steps, batch, 1]`. Undefined:
 * all have all.
 */
export function stepsOfRows({ steps, order }: Packing): tf.Tensor3D | undefined {
  if (!order) return undefined;
  return tf.range(0, steps, 1, 'int32').reshape([steps, 1, 1]).less<tf.Tensor3D>(order.lengths.expandDims(1));
}

/**
 * Returns the packed outputs `y` `[steps, batch, units]` at their time steps in reading order, as
 * Keras does with a mask: `[batch, time, units]`. A masked time step repeats the output before it;
 * before the first output that is `initial` `[batch, units]`. Differentiable.
 */
export function unpack(y: tf.Tensor3D, initial: tf.Tensor2D, { batch, time, order }: Packing): tf.Tensor3D {
  if (!order) return y.transpose([1, 0, 2]);
  const units = y.shape[2];
  const rows = tf.concat([initial.expandDims<tf.Tensor3D>(0), y], 0); // (1 + steps, B, H)
  const from = order.read.mul(int(batch)).add(rowNumbers(batch).expandDims(1)); // (B, T)
  return lookup(rows.reshape([-1, units]), from.flatten()).reshape([batch, time, units]);
}

/**
 * Returns the last output of each row of the packed outputs `y` `[steps, batch, units]`:
 * `[batch, units]`. For a fully masked row it is that of `initial` `[batch, units]`.
 * Differentiable.
 */
export function lastOf(y: tf.Tensor3D, initial: tf.Tensor2D, { batch, steps, order }: Packing): tf.Tensor2D {
  if (!order) return y.slice(steps - 1, 1).squeeze([0]);
  const step = order.lengths.maximum(int(1)).sub(int(1));
  const from = step.mul(int(batch)).add<tf.Tensor1D>(rowNumbers(batch));
  const ends = lookup<tf.Tensor2D>(y.reshape<tf.Tensor2D>([steps * batch, y.shape[2]]), from);
  return order.hasEmptyRows ? tf.where(order.lengths.greater(int(0)).expandDims(1), ends, initial) : ends;
}

/** Returns 0 to `batch` - 1. */
function rowNumbers(batch: number): tf.Tensor1D {
  return tf.range(0, batch, 1, 'int32');
}
