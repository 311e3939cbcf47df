import { randomFrom, shuffled } from '../batches/random';
import { mean } from '../mean';
import type { Hyperparameter } from './search-space';

/** How much a hyperparameter alone explains of the results of a search. */
export interface Importance {
  name: string;
  /**
   * The share of the variance of the trials' ranks between groups of its values, 0 to 1, adjusted
   * for the number of groups.
   */
  share: number;
  /** The share of random orders of the results that would explain as much (a permutation test). */
  p: number;
}

/** Numbers with more distinct values than this are grouped into as many quantiles. */
const GROUPS = 4;
/** With fewer trials in a group, nothing is said. */
const PER_GROUP = 2;
const PERMUTATIONS = 999;

/**
 * Returns how much each hyperparameter alone explains of the losses of trials, the most important
 * first: a one-way analysis of variance on ranks, as in the test of Kruskal and Wallis (1952).
 * Trials are grouped by value; numbers by quartile, so that a best value in the middle shows, which
 * a rank correlation would miss. Ranks make trials that diverged harmless. Effects of combinations
 * are not seen. A hyperparameter is left out if there are too few trials for its groups.
 *
 * @param trials the hyperparameters of each trial
 * @param losses the loss of each trial; `Infinity` if it failed
 */
export function importances(
  trials: readonly Readonly<Record<string, Hyperparameter>>[],
  losses: readonly number[],
): Importance[] {
  const ranks = averageRanks(losses);
  return Object.keys(trials[0] ?? {})
    .flatMap((name) => {
      const groups = groupsOf(trials.map((trial) => trial[name]!));
      const size = new Set(groups).size;
      if (size < 2 || trials.length < PER_GROUP * size + 2) return [];
      const found = varianceBetween(groups, ranks);
      const random = randomFrom(trials.length);
      const others = Array.from({ length: PERMUTATIONS }, () =>
        varianceBetween(groups, shuffled(ranks, random)),
      );
      const asMuch = others.filter((share) => share >= found - 1e-12).length;
      const n = trials.length;
      const adjusted = 1 - ((1 - found) * (n - 1)) / (n - size);
      return [{ name, share: Math.max(0, adjusted), p: (1 + asMuch) / (1 + PERMUTATIONS) }];
    })
    .sort((a, b) => b.share - a.share);
}

/** Returns the group of each value, from 0. */
function groupsOf(values: readonly Hyperparameter[]): number[] {
  const distinct = [...new Set(values)];
  const isNumeric = values.every((value) => typeof value === 'number');
  if (!isNumeric || distinct.length <= GROUPS) return values.map((value) => distinct.indexOf(value));
  const ranks = averageRanks(values as number[]);
  return ranks.map((rank) => Math.min(GROUPS - 1, Math.floor((GROUPS * (rank - 0.5)) / values.length)));
}

/** Returns the share of the variance that is between groups, 0 to 1; 0 without any variance. */
function varianceBetween(groups: readonly number[], values: readonly number[]): number {
  const center = mean(values);
  const total = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  if (total === 0) return 0;
  const between = [...new Set(groups)].reduce((sum, group) => {
    const inside = values.filter((_, at) => groups[at] === group);
    return sum + inside.length * (mean(inside) - center) ** 2;
  }, 0);
  return between / total;
}

/** Returns the rank of each value, from 1. Equal values share the average of their ranks. */
function averageRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
