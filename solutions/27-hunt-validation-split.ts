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
  // HINT In a dataset with all positive reviews first, which labels does the last tenth have?
  // HINT Section "Validation split of an ordered corpus" of notebook 16 shows what a split before
  //      shuffling does, and "Mutating an argument" what happens to rows that are truncated or
  //      padded in place.
  // HINT Shuffle once, before splitting, and shuffle positions (0, 1, 2, ...), not reviews and
  //      labels separately. Then pick ids and labels by position. To pad, create a new row; do not
  //      push to the one that was passed in.
  // BEGIN SOLUTION splitForValidation
  const order = shuffled([...examples.ids.keys()], random);
  const validationSize = Math.round(share * order.length);
  const padded = (row: readonly number[]) => [
    ...row,
    ...new Array<number>(Math.max(0, length - row.length)).fill(0),
  ];
  const pick = (positions: readonly number[]): Examples => ({
    ids: positions.map((at) => padded(examples.ids[at]!)),
    labels: positions.map((at) => examples.labels[at]!),
  });
  return { validation: pick(order.slice(0, validationSize)), train: pick(order.slice(validationSize)) };
  // GIVEN
  // const { ids, labels } = examples;
  // for (const row of ids) {
  //   while (row.length < length) row.push(0);
  // }
  //
  // const trainSize = ids.length - Math.round(share * ids.length);
  // const validation = { ids: ids.slice(trainSize), labels: labels.slice(trainSize) };
  // const train = {
  //   ids: shuffled(ids.slice(0, trainSize), random),
  //   labels: shuffled(labels.slice(0, trainSize), random),
  // };
  // return { train, validation };
  // END SOLUTION
}
