import { type Random, randomFrom } from '../batches/random';
import { derivedSeed } from '../layers/seeds';

/** A value of a hyperparameter; null is `None`. */
export type Hyperparameter = string | number | null;

/** The values of one hyperparameter that a search may try. */
export type ParameterRange =
  | {
      kind: 'choice';
      /** Each is equally likely. */
      values: readonly Hyperparameter[];
    }
  | {
      kind: 'number' | 'whole number';
      /** The lowest and the highest value; both may be drawn. */
      from: number;
      to: number;
      /** `log`: each order of magnitude is equally likely. Then `from` is above 0. */
      scale: 'linear' | 'log';
    };

/** The hyperparameters that a search varies, by name. */
export type SearchSpace = Readonly<Record<string, ParameterRange>>;

/** Significant digits of drawn numbers, so that people can type them. */
const DIGITS = 4;
/** The parts of the range of a random number: draws are multiples of one of them. */
const PARTS = 2 ** 30;
/** Draws in a row that are all known already, after which no more are made. */
const MOST_REPEATS = 10_000;

/**
 * Draws the hyperparameters of each trial of a random search (Bergstra and Bengio 2012): each value
 * at random, and no two trials the same. More trials begin with those of fewer trials.
 *
 * @param count the number of trials. There are fewer if the space has fewer combinations
 * @param seed the seed of the search. It is not that of training
 *
 * @example
 * ```ts
 * import { drawTrials } from 'sentiment-lab/tuning';
 *
 * const space = {
 *   learning_rate: { kind: 'number', from: 1e-4, to: 1e-2, scale: 'log' },
 *   hidden_size: { kind: 'choice', values: [64, 128] },
 * } as const;
 * drawTrials(space, 40, 0).length; // => 40
 * ```
 */
export function drawTrials(
  space: SearchSpace,
  count: number,
  seed: number,
): Record<string, Hyperparameter>[] {
  const names = Object.keys(space).sort();
  const random = randomFrom(derivedSeed(seed, 'search'));
  const known = new Set<string>();
  const trials: Record<string, Hyperparameter>[] = [];
  const most = Math.min(count, combinations(space));
  for (let repeats = 0; trials.length < most && repeats < MOST_REPEATS; repeats++) {
    const drawn = Object.fromEntries(names.map((name) => [name, draw(space[name]!, random)]));
    const key = JSON.stringify(drawn);
    if (known.has(key)) continue;
    known.add(key);
    trials.push(drawn);
    repeats = 0;
  }
  return trials;
}

/** Returns how many combinations a space has. It is infinite if a number is not a whole one. */
export function combinations(space: SearchSpace): number {
  return Object.values(space).reduce((product, range) => {
    if (range.kind === 'choice') return product * new Set(range.values).size;
    if (range.kind === 'number') return range.from === range.to ? product : Number.POSITIVE_INFINITY;
    return product * (range.to - range.from + 1);
  }, 1);
}

function draw(range: ParameterRange, random: Random): Hyperparameter {
  if (range.kind === 'choice') return range.values[random.integer(0, range.values.length - 1)]!;
  const { kind, from, to, scale } = range;
  const share = random.integer(0, PARTS - 1) / PARTS;
  // A whole number stands for all that round to it, so that the ends are as likely as the others.
  const margin = kind === 'whole number' ? 0.5 : 0;
  const [low, high] = [from - margin, to + margin];
  const value = scale === 'log' ? low * (high / low) ** share : low + (high - low) * share;
  const rounded = kind === 'whole number' ? Math.round(value) : Number(value.toPrecision(DIGITS));
  return Math.min(to, Math.max(from, rounded));
}
