import { type Examples, select } from './examples';
import { randomFrom, shuffled } from './random';

/** The positions of a training set and a validation set. */
export interface Split {
  train: number[];
  validation: number[];
}

/**
 * Splits the positions of `labels` into a training set and a validation set, at random. Each label
 * has the same share in both. Positions are in ascending order. The same seed gives the same
 * split.
 *
 * @param share the validation set's share of all positions, above 0 and below 1
 * @throws RangeError for another share. Throws when a part would be empty.
 */
export function stratifiedSplit(labels: ArrayLike<unknown>, share: number, seed: number): Split {
  if (!(share > 0 && share < 1)) throw new RangeError(`the share is ${share}: give one between 0 and 1`);
  const random = randomFrom(seed);
  const positionsOf = new Map<unknown, number[]>();
  for (let at = 0; at < labels.length; at++) {
    const positions = positionsOf.get(labels[at]);
    if (positions) positions.push(at);
    else positionsOf.set(labels[at], [at]);
  }
  const train: number[] = [];
  const validation: number[] = [];
  for (const positions of positionsOf.values()) {
    const count = Math.round(positions.length * share);
    for (const [n, at] of shuffled(positions, random).entries()) (n < count ? validation : train).push(at);
  }
  if (validation.length === 0 || train.length === 0)
    throw new Error(`${labels.length} examples cannot be split with a share of ${share}`);
  const ascending = (a: number, b: number) => a - b;
  return { train: train.sort(ascending), validation: validation.sort(ascending) };
}

/**
 * Returns the splits of k-fold cross-validation: each position is in one validation set, and in
 * the training sets of all other splits. Each label has the same share in all folds, up to one
 * position. The same seed gives the same folds.
 *
 * @param folds the number of splits, 2 or more
 * @throws RangeError for another number. Throws when a label has fewer positions than there are
 *   folds.
 */
export function stratifiedFolds(labels: ArrayLike<unknown>, folds: number, seed: number): Split[] {
  if (!(Number.isInteger(folds) && folds >= 2))
    throw new RangeError(`${folds} folds: give a whole number of at least 2`);
  const random = randomFrom(seed);
  const all = Array.from(labels);
  const foldOf = new Int32Array(all.length);
  let next = 0;
  for (const label of new Set(all)) {
    const positions = [...all.keys()].filter((at) => all[at] === label);
    if (positions.length < folds)
      throw new Error(
        `the label ${label} has ${positions.length} ${positions.length === 1 ? 'example' : 'examples'}: too few for ${folds} folds. ` +
          `Collect ${folds} or more of each label, or leave this one out`,
      );
    for (const position of shuffled(positions, random)) foldOf[position] = next++ % folds;
  }
  return Array.from({ length: folds }, (_, fold) => ({
    train: [...all.keys()].filter((at) => foldOf[at] !== fold),
    validation: [...all.keys()].filter((at) => foldOf[at] === fold),
  }));
}

/**
 * Splits examples into a training set and a validation set, as `stratifiedSplit` does.
 *
 * @throws like it.
 *
 * @example
 * ```ts
 * import { type Examples, split } from 'sentiment-lab';
 *
 * const examples: Examples = {
 *   ids: Array.from({ length: 10 }, (_, n) => Int32Array.of(n + 2)),
 *   labels: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1),
 *   classes: ['positive', 'negative'],
 * };
 * const { train, validation } = split(examples, 0.2, 1);
 * train.ids.length; // => 8
 * validation.labels; // => Int32Array(2) [ 0, 1 ]
 * ```
 */
export function split(
  examples: Examples,
  share: number,
  seed: number,
): { train: Examples; validation: Examples } {
  const { train, validation } = stratifiedSplit(examples.labels, share, seed);
  return { train: select(examples, train), validation: select(examples, validation) };
}
