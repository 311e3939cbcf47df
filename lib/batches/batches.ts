import { tf } from '../backend';
import { derivedSeed } from '../layers/seeds';
import type { Examples } from './examples';
import { PADDING } from './ids-matrix';
import { type Random, randomFrom, shuffled } from './random';

/** What one training step takes. Whoever gets it disposes both tensors. */
export interface Batch {
  /** `[batch, time]`, int32, right-padded; `time` is the length of the longest text in the batch, at least 1. */
  ids: tf.Tensor2D;
  /** `[batch]`, int32: the class of each text. */
  labels: tf.Tensor1D;
}

/** How many batches are sorted by length together: enough that little is padded, few enough to stay random. */
const POOL = 50;

/**
 * Returns one epoch's batches, as positions: every example once, texts of similar length together (so that little
 * of a batch is padding), batches in random order.
 */
export function batchesByLength(examples: Examples, batchSize: number, random: Random): number[][] {
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`a batch of ${batchSize} texts`);
  const order = shuffled(Array.from(examples.ids.keys()), random);
  const lengthAt = (at: number) => examples.ids[at]!.length;
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += POOL * batchSize) {
    const pool = order.slice(start, start + POOL * batchSize).sort((a, b) => lengthAt(a) - lengthAt(b));
    for (let at = 0; at < pool.length; at += batchSize) batches.push(pool.slice(at, at + batchSize));
  }
  return shuffled(batches, random);
}

/** Options of `trainingBatches`. */
export interface TrainingBatchesOptions {
  /** Texts in a batch; the last batch of an epoch has what is left. */
  batchSize: number;
  /** Decides the order. */
  seed: number;
  /** How many batches are passed over, where training goes on from a checkpoint. Default 0. */
  from?: number;
  /** Columns of the ids; default: as many as the longest text of the batch. */
  paddedLength?: number;
}

/**
 * Yields training batches without end, epoch after epoch, each shuffled anew. The order of an epoch follows from the
 * seed and the epoch's number alone, so that starting in the middle costs nothing.
 *
 * @throws when there are no examples
 */
export function* trainingBatches(
  examples: Examples,
  { batchSize, seed, from = 0, paddedLength }: TrainingBatchesOptions,
): Generator<Batch> {
  if (examples.ids.length === 0) throw new Error('there are no examples to train on');
  const perEpoch = Math.ceil(examples.ids.length / batchSize);
  for (let epoch = Math.floor(from / perEpoch); ; epoch++) {
    const batches = batchesByLength(examples, batchSize, randomFrom(derivedSeed(seed, `epoch ${epoch}`)));
    const first = Math.max(0, from - epoch * perEpoch);
    for (const positions of batches.slice(first)) yield toBatch(examples, positions, paddedLength);
  }
}

/**
 * Returns the examples at `positions` as tensors.
 *
 * @param paddedLength how many columns the ids have; default: as many as the longest text
 */
export function toBatch(
  { ids, labels }: Examples,
  positions: readonly number[],
  paddedLength?: number,
): Batch {
  const rows = positions.map((at) => ids[at]!);
  return {
    ids: padRows(rows, paddedLength),
    labels: tf.tensor1d(
      Int32Array.from(positions, (at) => labels[at]!),
      'int32',
    ),
  };
}

/** Returns rows of ids as one tensor `[rows, time]`, int32, cut or right-padded to `time` (default: the longest row). */
export function padRows(rows: readonly Int32Array[], paddedLength = longest(rows)): tf.Tensor2D {
  const padded = new Int32Array(rows.length * paddedLength).fill(PADDING);
  for (const [at, row] of rows.entries()) padded.set(row.subarray(0, paddedLength), at * paddedLength);
  return tf.tensor2d(padded, [rows.length, paddedLength], 'int32');
}

function longest(rows: readonly Int32Array[]): number {
  return rows.reduce((most, { length }) => Math.max(most, length), 1);
}
