import * as tf from '@tensorflow/tfjs';

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
  /** Unmasked time steps of each row, `[batch]`. */
  lengths: Int32Array;
  /** The position in `[batch * time]` of each packed time step and row, `[steps * batch]`. */
  source: Int32Array;
  /**
   * For each row and time step in reading order: how many unmasked time steps of the row the layer
   * has read after it, `[batch * time]`.
   */
  read: Int32Array;
  /** Whether nothing is masked and rows are read forward: then packing only transposes. */
  whole: boolean;
}

/**
 * Returns the packing of a batch.
 *
 * @param mask `[batch * time]`, 0 at masked time steps. Default: nothing is masked
 * @param goBackwards whether rows are read from their end. Default false
 */
export function packing(batch: number, time: number, mask?: ArrayLike<number>, goBackwards = false): Packing {
  if (!mask && !goBackwards && time > 0) {
    const lengths = new Int32Array(batch).fill(time);
    const unused = new Int32Array(0);
    return { batch, time, steps: time, lengths, source: unused, read: unused, whole: true };
  }
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
  const steps = Math.max(
    1,
    lengths.reduce((longest, length) => Math.max(longest, length), 0),
  );
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
  return {
    batch,
    time,
    steps,
    lengths,
    source,
    read,
    whole: !goBackwards && lengths.every((length) => length === time),
  };
}

/**
 * Returns `x` `[batch, time, input]` packed and time-major: `[steps, batch, input]`.
 * Differentiable.
 */
export function pack(x: tf.Tensor3D, { batch, time, steps, source, whole }: Packing): tf.Tensor3D {
  if (whole) return x.transpose([1, 0, 2]);
  const width = x.shape[2];
  return x
    .reshape<tf.Tensor2D>([batch * time, width])
    .gather(tf.tensor1d(source, 'int32'))
    .reshape([steps, batch, width]);
}

/**
 * Returns the packed outputs `y` `[steps, batch, units]` at their time steps in reading order, as
 * Keras does with a mask: `[batch, time, units]`. A masked time step repeats the output before it;
 * before the first output that is `initial` `[batch, units]`. Differentiable.
 */
export function unpack(
  y: tf.Tensor3D,
  initial: tf.Tensor2D,
  { batch, time, read, whole }: Packing,
): tf.Tensor3D {
  if (whole) return y.transpose([1, 0, 2]);
  const units = y.shape[2];
  const rows = tf.concat([initial.expandDims<tf.Tensor3D>(0), y], 0); // (1 + steps, B, H)
  const from = read.map((count, at) => count * batch + Math.floor(at / time));
  return rows
    .reshape<tf.Tensor2D>([-1, units])
    .gather(tf.tensor1d(from, 'int32'))
    .reshape([batch, time, units]);
}

/**
 * Returns the last output of each row of the packed outputs `y` `[steps, batch, units]`:
 * `[batch, units]`. For a fully masked row it is that of `initial` `[batch, units]`.
 * Differentiable.
 */
export function lastOf(
  y: tf.Tensor3D,
  initial: tf.Tensor2D,
  { batch, steps, lengths, whole }: Packing,
): tf.Tensor2D {
  if (whole) return y.slice(steps - 1).squeeze([0]);
  const last = lengths.map((length, b) => Math.max(0, length - 1) * batch + b);
  const ends = y.reshape<tf.Tensor2D>([steps * batch, y.shape[2]]).gather(tf.tensor1d(last, 'int32'));
  if (lengths.every((length) => length > 0)) return ends;
  const isNotEmpty = tf.tensor2d(
    Float32Array.from(lengths, (length) => Math.min(1, length)),
    [batch, 1],
  );
  return ends.mul(isNotEmpty).add(initial.mul(tf.sub(1, isNotEmpty)));
}
