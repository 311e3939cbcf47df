import type { ParameterRange, SearchSpace } from '../../lib/tuning/search-space';
import { flagAliases } from '../runs/aliases';
import { dataFlags } from '../runs/data-flags';
import { type Flag, FlagError, type FlagValue, written } from '../runs/flags';
import { similarNames } from '../runs/similar-names';
import type { System } from '../runs/system';

const FORM = 'NAME=FROM..TO, NAME=FROM..TO:log or NAME=VALUE,VALUE';

/** Flags that decide which reviews are in a set: all trials need the same validation set. */
const SETS = [
  ...Object.keys(dataFlags('')),
  ...['n_samples', 'leave_out', 'validation_split', 'validation_samples', 'test_size'],
];

/** Flags that no search varies, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SETS.map((name) => [name, 'all trials need the same data and validation set'])),
  random_state: 'a seed is no hyperparameter; --seeds trains each trial with several',
  checkpoints_root: 'it does not change the model',
  summaries_dir: 'it does not change the model',
  keep_checkpoints: 'it does not change the model',
  workers: 'it does not change the model',
  validate_every: 'trials that are validated more often would have more chances',
};

/** The flags that say how long a system trains. */
export const LENGTH_FLAGS = ['train_steps', 'epochs', 'max_epochs', 'max_iter'];

/**
 * Returns the hyperparameter that a text such as `learning_rate=1e-4..1e-2:log` names, and its
 * values.
 *
 * @throws FlagError if the system has no such flag, if it cannot be searched, or if it does not
 *   take these values
 */
export function parseParameter(text: string, system: System): { name: string; range: ParameterRange } {
  const [, given, values] = /^\s*(?:--)?([^=\s]+)\s*=\s*(.+?)\s*$/s.exec(text) ?? [];
  if (given === undefined || values === undefined) throw new FlagError(`--param ${text}: it takes ${FORM}`);
  const name = nameOf(given, system);
  const refuse = (why: string) => new FlagError(`--param ${given}: ${why}`);
  const reason = REFUSED[name];
  if (reason) throw refuse(reason);
  const flag = system.flags[name]!;
  const parse = (value: string) => {
    try {
      return flag.parse(value.trim());
    } catch (error) {
      throw error instanceof FlagError ? refuse(`${value.trim()}: ${error.message}`) : error;
    }
  };
  const [, from, to, scale] = /^(.+?)\.\.(.+?)(?::(log|linear))?$/.exec(values) ?? [];
  const range =
    from === undefined || to === undefined
      ? choiceOf(values.split(',').map(parse), refuse)
      : numbersOf(flag, parse(from), parse(to), scale === 'log' ? 'log' : 'linear', refuse);
  return { name, range };
}

/**
 * Returns the space that several of these texts give.
 *
 * @throws FlagError like `parseParameter`, and if a hyperparameter is named twice
 */
export function parseSpace(texts: readonly string[], system: System): SearchSpace {
  const space: Record<string, ParameterRange> = {};
  for (const text of texts) {
    const { name, range } = parseParameter(text, system);
    if (Object.hasOwn(space, name)) throw new FlagError(`--param ${name} is given twice`);
    space[name] = range;
  }
  return space;
}

function nameOf(given: string, { name: system, flags }: System): string {
  const spelled = given.replaceAll('-', '_');
  const aliases = flagAliases(system);
  const name = Object.hasOwn(aliases, spelled) ? aliases[spelled]! : spelled;
  if (Object.hasOwn(flags, name)) return name;
  const similar = similarNames(
    name,
    Object.keys(flags).filter((flag) => !REFUSED[flag]),
  );
  const advice = similar.length > 0 ? `; similar ones: ${similar.join(', ')}` : '';
  throw new FlagError(`--param ${given}: ${system} has no flag of this name${advice}`);
}

type Refuse = (why: string) => FlagError;

function choiceOf(values: readonly FlagValue[], refuse: Refuse): ParameterRange {
  if (values.length < 2)
    throw refuse(`${written(values[0]!)} is one value, so there is nothing to search; give it as a flag`);
  if (new Set(values).size < values.length) throw refuse('a value is given twice');
  return { kind: 'choice', values };
}

function numbersOf(
  { numbers: kind }: Flag,
  from: FlagValue,
  to: FlagValue,
  scale: 'linear' | 'log',
  refuse: Refuse,
): ParameterRange {
  if (!kind) throw refuse('it takes no range of numbers; list values, separated by commas');
  if (typeof from !== 'number' || typeof to !== 'number') throw refuse('both ends must be numbers');
  if (!(from < to)) throw refuse(`${from}..${to}: the first number must be the lower one`);
  if (scale === 'log' && !(from > 0)) throw refuse(`${from}..${to}:log: a logarithmic range begins above 0`);
  return { kind, from, to, scale };
}

/** Returns a hyperparameter's values as they are given: `learning_rate=0.0001..0.01:log`. */
export function writtenRange(name: string, range: ParameterRange): string {
  if (range.kind === 'choice') return `${name}=${range.values.map(written).join(',')}`;
  return `${name}=${range.from}..${range.to}${range.scale === 'log' ? ':log' : ''}`;
}
