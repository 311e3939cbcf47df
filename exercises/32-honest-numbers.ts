/** The accuracies of one training run, after each epoch. */
export interface Run {
  /** On the validation set, one number for each epoch. */
  validation: readonly number[];
  /** On the test set, one number for each epoch. A careful author would not even look. */
  test: readonly number[];
}

/**
 * Returns the test accuracy that may be reported for several runs: that of the one epoch, of all
 * runs, with the highest validation accuracy. If several have it, the first one counts: the earlier
 * run, and in it the earlier epoch.
 *
 * @param runs at least one, each with at least one epoch
 *
 * @example
 * honestAccuracy([
 *   { validation: [0.8, 0.84], test: [0.83, 0.82] },
 *   { validation: [0.81, 0.83], test: [0.86, 0.8] },
 * ]); // 0.82
 */
export function honestAccuracy(runs: readonly Run[]): number {
  throw new Error('not written yet: honestAccuracy');
}

/** A number that some program has computed for a document. */
export interface Feature {
  /** The document: `test/pos/17_8.txt`. */
  id: string;
  value: number;
}

/**
 * Returns the pairs of the values that two programs have computed for the same documents, in the
 * order of the first. The second may have another order.
 *
 * @throws an error that contains the id, if a document is in one of them only, or twice in one
 *
 * @example
 * const first = [{ id: 'a', value: 1 }, { id: 'b', value: 2 }];
 * const second = [{ id: 'b', value: 20 }, { id: 'a', value: 10 }];
 * joined(first, second); // [[1, 10], [2, 20]]
 */
export function joined(first: readonly Feature[], second: readonly Feature[]): [number, number][] {
  throw new Error('not written yet: joined');
}
