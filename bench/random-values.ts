import { type Random, randomFrom } from '../lib/batches/random';

const STEPS = 2 ** 24;

/** Returns `count` numbers between -limit and limit, the same ones for the same seed. */
export function uniform(count: number, limit: number, random: Random = randomFrom(0)): Float32Array {
  return Float32Array.from({ length: count }, () => (random.integer(-STEPS, STEPS) / STEPS) * limit);
}
