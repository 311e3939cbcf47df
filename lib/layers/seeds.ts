import { FNV_OFFSET, fnv1a } from '../hash';

/** Returns a seed that nobody chose, 0 to 2^31 - 1. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/**
 * Returns another seed made of `seed`, 0 to 2^31 - 1, one for each purpose: two things drawn with one seed
 * would be alike. The hash is FNV-1a.
 */
export function derivedSeed(seed: number, purpose: string): number {
  let hash = FNV_OFFSET;
  for (const character of `${seed} ${purpose}`) hash = fnv1a(hash, character.codePointAt(0)!);
  return hash >>> 1;
}
