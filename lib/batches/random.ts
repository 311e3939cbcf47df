import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A generator of random numbers. It is the same on every machine for the same seed. */
export interface Random {
  /** Returns an integer from `low` to `high`, both inclusive. */
  integer(low: number, high: number): number;
}

/** Returns the generator for `seed`, any integer (xoroshiro128+, Blackman & Vigna 2018). */
export function randomFrom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return { integer: (low, high) => uniformInt(generator, low, high) };
}

/**
 * Returns a copy of `items` in random order, where every order is equally likely (the Fisher-Yates
 * shuffle).
 */
export function shuffled<T>(items: ArrayLike<T>, random: Random): T[] {
  const order = Array.from(items);
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
