/** A set of reviews: the token ids of each, and its label. */
export interface Examples {
  ids: number[][];
  /** As many as there are rows of ids; 0 is positive, 1 negative. */
  labels: number[];
}

/** Returns a shuffled copy of the items: each order is equally likely (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let n = result.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
}

/**
 * BUG HUNT. Pads all reviews to one length and splits them into a training set and a validation
 * set. The reviews come sorted by label, all positive ones first. Three bugs make the two sets
 * useless: find and fix them. When it is right,
 *
 * - the validation set has `round(share * reviews)` reviews, drawn at random, and no review is
 *   lost or duplicated,
 * - each review keeps its own label, and both sets are in random order,
 * - the examples that were passed in are not changed.
 *
 * @param share the share of the validation set, from 0 to 1
 * @param length shorter reviews are padded with 0 at their end to this length; longer ones stay as
 *   they are
 * @param random returns numbers from 0 up to, not including, 1
 */
export function splitForValidation(
  examples: Examples,
  share: number,
  length: number,
  random: () => number,
): { train: Examples; validation: Examples } {
  const { ids, labels } = examples;
  for (const row of ids) {
    while (row.length < length) row.push(0);
  }

  const trainSize = ids.length - Math.round(share * ids.length);
  const validation = { ids: ids.slice(trainSize), labels: labels.slice(trainSize) };
  const train = {
    ids: shuffled(ids.slice(0, trainSize), random),
    labels: shuffled(labels.slice(0, trainSize), random),
  };
  return { train, validation };
}
