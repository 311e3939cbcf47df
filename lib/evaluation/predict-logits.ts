import { tf } from '../backend';
import { padRows } from '../batches/padding';
import { cellSignal, pause } from '../interrupt';
import { classLogits, softmax } from '../loss';
import type { Watch } from '../progress';

/** Options of `predictLogits`. */
export interface PredictOptions extends Watch {
  /** Rows in a batch. Default 128. */
  batchSize?: number;
  /** Rows are padded to this length. Default: to the longest row of each batch. */
  paddedLength?: number;
  /** Whether dropout is on, as in the test of the O'Reilly tutorial. Default false. */
  training?: boolean;
}

/**
 * The most time steps of a batch, padding included: a batch of long texts has fewer rows, so that a
 * text of 20,000 tokens needs little memory.
 */
const MOST_STEPS = 2 ** 18;

/** The outputs of a model. */
export interface Logits {
  /** The logits `[texts, classes]`, row-major. */
  logits: Float32Array;
  classes: number;
}

/**
 * Returns the logits of texts, given their token ids. The rows are in the order of the texts,
 * although texts of similar length are in a batch. A single logit z becomes `[0, z]`, which has
 * the same probabilities.
 *
 * @throws the signal's reason if it is stopped
 */
export async function predictLogits(
  model: tf.LayersModel,
  ids: readonly Int32Array[],
  { batchSize = 128, paddedLength, training = false, progress, signal = cellSignal() }: PredictOptions = {},
): Promise<Logits> {
  const order = Array.from(ids.keys()).sort((a, b) => ids[a]!.length - ids[b]!.length);
  let logits = new Float32Array();
  let classes = 0;
  for (let start = 0; start < order.length; ) {
    progress?.(start, order.length);
    await pause(signal);
    const positions = order.slice(start, start + batchSize);
    // The last row is the longest one.
    while (positions.length > 1 && positions.length * ids[positions.at(-1)!]!.length > MOST_STEPS)
      positions.pop();
    start += positions.length;
    const batch = tf.tidy(() => {
      const rows = positions.map((at) => ids[at]!);
      return classLogits(model.apply(padRows(rows, paddedLength), { training }) as tf.Tensor2D);
    });
    classes = batch.shape[1];
    if (logits.length === 0) logits = new Float32Array(ids.length * classes);
    const rows = batch.dataSync();
    for (const [row, at] of positions.entries())
      logits.set(rows.subarray(row * classes, (row + 1) * classes), at * classes);
    batch.dispose();
  }
  progress?.(order.length, order.length);
  return { logits, classes };
}

/**
 * Returns the probabilities `[texts, classes]` of texts, row-major, given their token ids.
 *
 * @throws like `predictLogits`
 */
export async function predictProbabilities(
  model: tf.LayersModel,
  ids: readonly Int32Array[],
  options: PredictOptions = {},
): Promise<Float32Array> {
  const { logits, classes } = await predictLogits(model, ids, options);
  return softmax(logits, classes);
}
