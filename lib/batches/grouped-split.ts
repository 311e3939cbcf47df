import type { Split } from './split';

/** Returns for each key the position of the first one that is equal, `[keys]`. */
export function firstOfEqual(keys: readonly string[]): Int32Array {
  const firstOf = new Map<string, number>();
  return Int32Array.from(keys, (key, at) => {
    const first = firstOf.get(key) ?? at;
    firstOf.set(key, first);
    return first;
  });
}

/**
 * Splits positions so that equal ones are in the same set: copies of a text in two sets would be a
 * leak.
 *
 * @param first what `firstOfEqual` returned
 * @param splitsOf splits the positions of the first ones, given as an array of them
 */
export function groupedSplits(
  first: Int32Array,
  splitsOf: (firsts: readonly number[]) => readonly Split[],
): Split[] {
  const copiesOf = new Map<number, number[]>();
  for (const [at, of] of first.entries()) {
    const copies = copiesOf.get(of);
    if (copies) copies.push(at);
    else copiesOf.set(of, [at]);
  }
  const firsts = [...copiesOf.keys()];
  const all = (places: readonly number[]) =>
    places.flatMap((place) => copiesOf.get(firsts[place]!)!).sort((a, b) => a - b);
  return splitsOf(firsts).map(({ train, validation }) => ({
    train: all(train),
    validation: all(validation),
  }));
}
