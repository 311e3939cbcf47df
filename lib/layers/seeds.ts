import { FNV_OFFSET, fnv1a } from '../hash';

/** Returns a seed that nobody chose, 0 to 2^31 - 1. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/**
 * Returns a seed, 0 to 2^31 - 1, that is derived from `seed` and a purpose, so that different
 * weights and masks do not share random numbers. It is the FNV-1a hash of both.
 */
export function derivedSeed(seed: number, purpose: string): number {
  let hash = FNV_OFFSET;
  for (const character of `${seed} ${purpose}`) hash = fnv1a(hash, character.codePointAt(0)!);
  return hash >>> 1;
}
