import { type Random, randomFrom } from '../lib/batches/random';

const STEPS = 2 ** 24;

/**
 * Returns `count` uniform numbers between -limit and limit. The same seed gives the same
 * numbers.
 */
export function uniform(count: number, limit: number, random: Random = randomFrom(0)): Float32Array {
  return Float32Array.from({ length: count }, () => (random.integer(-STEPS, STEPS) / STEPS) * limit);
}
