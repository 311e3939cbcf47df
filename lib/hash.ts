/**
 * Hash functions for tables, filters and seeds. None of them is cryptographic. Word lists on disk
 * and the seeds of recorded runs depend on their values, so they must never change.
 */

/** The FNV-1a hash of nothing: where a hash starts. */
export const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Returns the hash of some values followed by one more, as 32 bits (FNV-1a: Fowler, Noll and Vo,
 * http://www.isthe.com/chongo/tech/comp/fnv/).
 *
 * @param hash that of the values before; `FNV_OFFSET` for the first
 * @param value a byte, or any other whole number below 2^32
 */
export function fnv1a(hash: number, value: number): number {
  return Math.imul(hash ^ value, FNV_PRIME);
}

/**
 * Returns a hash whose 32 bits all depend on all bits of `hash`, from 0 to 2^32 - 1 (the finalizer
 * of MurmurHash3, Appleby 2011).
 */
export function mixBits(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Returns the hash of two whole numbers, from 0 to 2^32 - 1. */
export function hashPair(a: number, b: number): number {
  return mixBits(Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b));
}
