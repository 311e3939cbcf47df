/** Returns a seed that nobody chose, 0 to 2^31 - 1. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/**
 * Returns a seed, 0 to 2^31 - 1, that is derived from `seed` and a purpose, so that different
 * weights and masks do not share random numbers. It is the FNV-1a hash of both (Fowler, Noll and
 * Vo, http://www.isthe.com/chongo/tech/comp/fnv/). Recorded runs depend on it, so it never changes.
 */
export function derivedSeed(seed: number, purpose: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${purpose}`)
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 1;
}
