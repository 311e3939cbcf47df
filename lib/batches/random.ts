import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A source of random numbers that is the same on every machine for the same seed, and that can be saved. */
export interface Random {
  /** Returns a whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Returns where it stands, as numbers that `randomFromState` takes. */
  state(): readonly number[];
}

/** Returns a source of random numbers that starts from `seed`, any whole number (xoroshiro128+, Blackman & Vigna 2018). */
export function randomFrom(seed: number): Random {
  return wrap(xoroshiro128plus(seed));
}

/** Returns a source that goes on where another stood when its `state()` was taken. */
export function randomFromState(state: readonly number[]): Random {
  return wrap(xoroshiro128plusFromState(state));
}

/** Returns a copy of `items` in random order, every order equally likely (Fisher & Yates). */
export function shuffled<T>(items: ArrayLike<T>, random: Random): T[] {
  const order = Array.from(items);
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

function wrap(generator: RandomGenerator): Random {
  return {
    integer: (low, high) => uniformInt(generator, low, high),
    state: () => generator.getState(),
  };
}
