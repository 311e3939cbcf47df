import { type Split, stratifiedSplit } from '../../lib/batches/split';
import { FlagError } from './flags';

/**
 * Splits texts like `stratifiedSplit`, by the share that a flag has.
 *
 * @throws FlagError that names the flag if there are too few texts
 */
export function splitByFlag(flag: string, share: number, labels: ArrayLike<unknown>, seed: number): Split {
  try {
    return stratifiedSplit(labels, share, seed);
  } catch (error) {
    const texts = labels.length === 1 ? '1 text' : `${labels.length} texts`;
    throw new FlagError(
      `--${flag} ${share}: ${texts} cannot be split with this share of each label: add texts, or use another --${flag}`,
      { cause: error },
    );
  }
}

/** Returns all positions of `labels`. */
export function positionsOf({ length }: ArrayLike<unknown>): number[] {
  return Array.from({ length }, (_, at) => at);
}
