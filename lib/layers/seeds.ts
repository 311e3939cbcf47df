/** Returns a seed that nobody chose, 0 to 2^31 - 1. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/**
 * Returns another seed made of `seed`, 0 to 2^31 - 1, one for each purpose: two things drawn with one seed
 * would be alike. The hash is FNV-1a.
 */
export function derivedSeed(seed: number, purpose: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${purpose}`)
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return hash >>> 1;
}
