import { defaultsOf, type Flag, FlagError, type FlagValues } from '../experiments/runs/flags';
import type { System } from '../experiments/runs/system';
import { LENGTH_FLAGS, parseSpace } from '../experiments/tuning/parameter';
import { OUTPUT_FLAGS, type Study } from '../experiments/tuning/study';
import type { SearchSpace } from '../lib/tuning/search-space';

/** The parts of a full training in successive halving, and of how many trials one goes on. */
export const HALVING = { rungs: 3, eta: 3 };

/** The flags of `npm run tune` that decide what a search finds. */
export interface StudyOptions {
  param: readonly string[];
  search: 'random' | 'halving';
  rungs?: number;
  eta?: number;
  search_seed: number;
  seeds: number;
}

/** Returns the flags of a system, without those that name folders. */
export function searchedFlags({ flags }: System): Record<string, Flag> {
  return Object.fromEntries(Object.entries<Flag>(flags).filter(([name]) => !OUTPUT_FLAGS.includes(name)));
}

/**
 * Returns the study that a command line describes.
 *
 * @param given the flags of the system
 * @throws FlagError if flags contradict each other
 */
export function studyOf(system: System, options: StudyOptions, given: FlagValues): Study {
  const { param, search, rungs = HALVING.rungs, eta = HALVING.eta, search_seed, seeds } = options;
  const space = parseSpace(param, system);
  const both = Object.keys(space).find((name) => Object.hasOwn(given, name));
  if (both) throw new FlagError(`--${both} and --param ${both}: give one of them`);
  if (search === 'random' && (options.rungs ?? options.eta) !== undefined)
    throw new FlagError('--rungs and --eta belong to --search halving');
  if (search === 'halving') requireComparable(system, space, given);
  const flags = { ...defaultsOf(searchedFlags(system) as never), ...given } as Study['flags'];
  return {
    system: system.name,
    flags,
    space,
    rungs: search === 'random' ? 1 : rungs,
    eta,
    searchSeed: search_seed,
    seeds: Array.from({ length: seeds }, (_, n) => flags.random_state + n),
  };
}

/** @throws FlagError if trials cannot be compared after a part of their training */
function requireComparable(system: System, space: SearchSpace, given: FlagValues): void {
  if (!system.stepsOf)
    throw new FlagError(
      `--search halving: ${system.name} is fitted at once, so it cannot be halved; use random`,
    );
  if (Object.hasOwn(given, 'validate_every'))
    throw new FlagError('--validate_every: --search halving decides when trials are validated; leave it out');
  const length = Object.keys(space).find((name) => LENGTH_FLAGS.includes(name));
  if (length)
    throw new FlagError(`--param ${length}: --search halving compares trials of the same length; use random`);
}
