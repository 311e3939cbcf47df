import * as tf from '@tensorflow/tfjs';

/**
 * How a batch is laid out for a recurrent layer: each row's words moved to the front, in the order in which
 * the layer reads them, and nothing behind the last word of the longest row. A recurrent layer that runs over
 * the packed batch computes what Keras' masked one computes, since there a masked step changes nothing.
 */
export interface Packing {
  batch: number;
  /** Steps before packing. */
  time: number;
  /** Steps after packing: the length of the longest row, at least 1. */
  steps: number;
  /** How many words each row has, `[batch]`. */
  lengths: Int32Array;
  /** For each packed step and row, where it comes from in `[batch * time]`, `[steps * batch]`. */
  source: Int32Array;
  /**
   * For each row and step in reading order, how many of the row's words have been read after it,
   * `[batch * time]`.
   */
  read: Int32Array;
  /** Whether every step of every row is a word and rows are read from their starts: then packing only transposes. */
  whole: boolean;
}

/**
 * Returns the packing of a batch.
 *
 * @param mask `[batch * time]`, 0 where there is no word; absent where every step is one
 * @param goBackwards whether rows are read from their ends
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
    const words = b * time;
    let count = 0;
    for (let s = 0; s < time; s++) {
      if (read[words + s] === count) continue;
      source[count * batch + b] = words + (goBackwards ? time - 1 - s : s);
      count++;
    }
    // What follows the last word is computed and never read: the last word again will do.
    for (; count < steps; count++) source[count * batch + b] = source[(count - 1) * batch + b] ?? words;
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

/** Returns `x` `[batch, time, ...]` packed and time first: `[steps, batch, ...]`. Differentiable. */
export function pack(x: tf.Tensor3D, { batch, time, steps, source, whole }: Packing): tf.Tensor3D {
  if (whole) return x.transpose([1, 0, 2]);
  const width = x.shape[2];
  return x
    .reshape<tf.Tensor2D>([batch * time, width])
    .gather(tf.tensor1d(source, 'int32'))
    .reshape([steps, batch, width]);
}

/**
 * Returns the packed sequence `y` `[steps, batch, units]` where Keras' masked layer would put it, in reading
 * order: `[batch, time, units]`. A step without a word repeats what was there before it, at the start `initial`
 * `[batch, units]`.
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

/** Returns what the packed sequence `y` `[steps, batch, units]` ends with, `[batch, units]`. */
export function lastOf(
  y: tf.Tensor3D,
  initial: tf.Tensor2D,
  { batch, steps, lengths, whole }: Packing,
): tf.Tensor2D {
  if (whole) return y.slice(steps - 1).squeeze([0]);
  const last = lengths.map((length, b) => Math.max(0, length - 1) * batch + b);
  const ends = y.reshape<tf.Tensor2D>([steps * batch, y.shape[2]]).gather(tf.tensor1d(last, 'int32'));
  if (lengths.every((length) => length > 0)) return ends;
  const hasWords = tf.tensor2d(
    Float32Array.from(lengths, (length) => Math.min(1, length)),
    [batch, 1],
  );
  return ends.mul(hasWords).add(initial.mul(tf.sub(1, hasWords)));
}
