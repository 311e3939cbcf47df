/** Texts that are in the training set and in another one: a leak. */
import { hash } from 'node:crypto';
import { type Examples, select } from '../../lib/batches/examples';

/** Shorter texts, in tokens, may well be the same by chance: `thank you`. */
const SHORTEST = 5;

/** Returns how many of these examples have the tokens of an example in the training set. */
export function countShared(train: Examples, others: Examples): number {
  if (others.ids.length === 0) return 0;
  const known = new Set(longTexts(train));
  return longTexts(others).filter((key) => known.has(key)).length;
}

/** Returns the examples whose tokens no example of the other sets has. */
export function withoutThoseIn(examples: Examples, sets: readonly Examples[]): Examples {
  const others = new Set(sets.flatMap(({ ids }) => ids.map(keyOf)));
  return select(
    examples,
    [...examples.ids.keys()].filter((at) => !others.has(keyOf(examples.ids[at]!))),
  );
}

function longTexts({ ids }: Examples): string[] {
  return ids.filter(({ length }) => length >= SHORTEST).map(keyOf);
}

function keyOf(ids: Int32Array): string {
  return hash('sha1', new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength), 'base64');
}
