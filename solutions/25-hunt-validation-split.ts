/** Reviews to train on, or to choose by: the words of each as ids, and its class. */
export interface Examples {
  ids: number[][];
  /** As many as there are rows of ids; 0 is positive, 1 negative. */
  labels: number[];
}

/** Returns the items in a random order, each order equally likely, as a new array (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let n = result.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
}

/**
 * BUG HUNT. Pads all reviews to one length and holds a share of them out, to choose by; the rest is to train on. The
 * reviews come in the order of their labels, all positive ones first, and nothing that a network learns from these two
 * parts can be trusted. There are three bugs in it: find and mend them. When it is right,
 *
 * - the held-out part is `round(share * reviews)` reviews, drawn at random, and nothing is lost or doubled,
 * - each review keeps its own label, and both parts stand in random order,
 * - the examples that were passed in are as they were.
 *
 * @param share from 0 to 1
 * @param length shorter reviews are padded with 0 at their end to this length; longer ones are left as they are
 * @param random returns numbers from 0 up to, not including, 1
 */
export function splitForValidation(
  examples: Examples,
  share: number,
  length: number,
  random: () => number,
): { training: Examples; validation: Examples } {
  // HINT Which labels does the last tenth of a corpus have in which all positive reviews come first?
  // HINT Section "An ordered corpus" of notebook 16 shows what a split before shuffling does, and "Changing what was
  //      passed in" what becomes of rows that are cut or padded in place.
  // HINT Shuffle once, before splitting, and shuffle positions (0, 1, 2, ...), not reviews and labels each on their
  //      own; then pick ids and labels by position. To pad, make a new row instead of pushing to the one that you were
  //      given.
  // BEGIN SOLUTION splitForValidation
  const order = shuffled([...examples.ids.keys()], random);
  const held = Math.round(share * order.length);
  const padded = (row: readonly number[]) => [
    ...row,
    ...new Array<number>(Math.max(0, length - row.length)).fill(0),
  ];
  const pick = (positions: readonly number[]): Examples => ({
    ids: positions.map((at) => padded(examples.ids[at]!)),
    labels: positions.map((at) => examples.labels[at]!),
  });
  return { validation: pick(order.slice(0, held)), training: pick(order.slice(held)) };
  // GIVEN
  // const { ids, labels } = examples;
  // for (const row of ids) {
  //   while (row.length < length) row.push(0);
  // }
  //
  // const trained = ids.length - Math.round(share * ids.length);
  // const validation = { ids: ids.slice(trained), labels: labels.slice(trained) };
  // const training = {
  //   ids: shuffled(ids.slice(0, trained), random),
  //   labels: shuffled(labels.slice(0, trained), random),
  // };
  // return { training, validation };
  // END SOLUTION
}
