import { tf } from '../backend';
import { derivedSeed } from '../layers/seeds';
import { type Examples, targetsAt } from './examples';
import { padRows } from './padding';
import { type Random, randomFrom, shuffled } from './random';

/** The inputs of one training step. The caller disposes the tensors. */
export interface Batch {
  /** The token ids, `[batch, time]`, int32, right-padded. */
  ids: tf.Tensor2D;
  /** The class of each review, `[batch]`, int32. */
  labels: tf.Tensor1D;
  /** The target distribution of each review, `[batch, classes]`. Default: 1 for the label. */
  targets?: tf.Tensor2D;
}

/**
 * The number of batches that are sorted by length together: more give less padding, fewer more
 * randomness.
 */
const POOL_SIZE = 50;

/**
 * Returns the batches of one epoch, each as positions in `examples`. Every example occurs once.
 * Reviews of similar length are batched together, which saves padding, and the batches are in
 * random order. The last batch that is formed has the remaining examples.
 *
 * @throws RangeError when `batchSize` is not a whole number of at least 1.
 */
export function batchesByLength(examples: Examples, batchSize: number, random: Random): number[][] {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`the batch size is ${batchSize}: give a whole number of at least 1`);
  const order = shuffled(Array.from(examples.ids.keys()), random);
  const lengthAt = (at: number) => examples.ids[at]!.length;
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += POOL_SIZE * batchSize) {
    const pool = order.slice(start, start + POOL_SIZE * batchSize).sort((a, b) => lengthAt(a) - lengthAt(b));
    for (let at = 0; at < pool.length; at += batchSize) batches.push(pool.slice(at, at + batchSize));
  }
  return shuffled(batches, random);
}

/** Options of `trainingBatches`. */
export interface TrainingBatchesOptions {
  /** The number of reviews in a batch. One batch of each epoch has the remaining reviews. */
  batchSize: number;
  /** The seed of the order. */
  seed: number;
  /** The number of batches to skip, to resume from a checkpoint. Default: 0. */
  from?: number;
  /** The width that rows are padded to. Default: the length of the longest review in the batch. */
  paddedLength?: number;
}

/**
 * Yields training batches without end, epoch after epoch. The order of an epoch depends only on
 * the seed and the epoch's number, so that starting in the middle costs nothing.
 *
 * @throws when there are no examples. Throws a RangeError for a batch size below 1.
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
 * Returns the examples at `positions` as a batch.
 *
 * @param paddedLength the width that rows are padded to. Default: the length of the longest
 *   review.
 */
export function toBatch(examples: Examples, positions: readonly number[], paddedLength?: number): Batch {
  const { ids, labels, classes, targets } = examples;
  const rows = positions.map((at) => ids[at]!);
  return {
    ids: padRows(rows, paddedLength),
    labels: tf.tensor1d(
      Int32Array.from(positions, (at) => labels[at]!),
      'int32',
    ),
    ...(targets && {
      targets: tf.tensor2d(targetsAt(targets, classes.length, positions), [rows.length, classes.length]),
    }),
  };
}
