import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Flag, FlagError, type FlagValues, written } from '../experiments/runs/flags';

/** Earlier names of flags, which a program still accepts: the old name, then today's. */
type Aliases = Readonly<Record<string, string>>;

/** Adds flags to a program, each with its help, its range and its default. Aliases are not in the help. */
export function addFlags(
  program: Command,
  flags: Readonly<Record<string, Flag>>,
  aliases: Aliases = {},
): Command {
  for (const [name, flag] of Object.entries(flags)) program.addOption(optionOf(name, flag));
  for (const [old, name] of Object.entries(aliases))
    program.addOption(optionOf(old, flags[name]!).hideHelp());
  return program;
}

function optionOf(name: string, { help, placeholder, range, default: value, parse }: Flag): Option {
  const option = new Option(`--${name} ${placeholder}`, range ? `${help} (${range})` : help);
  return option.default(value, written(value)).argParser((text) => {
    try {
      parse(text);
      return text; // parsed again in givenFlags: commander takes null, which stands for None, for no value
    } catch (error) {
      if (!(error instanceof FlagError)) throw error;
      throw new InvalidArgumentError(`${error.message.replace(/^./, (first) => first.toUpperCase())}.`);
    }
  });
}

/** Returns the values of flags that were given on the command line, under today's names. */
export function givenFlags(
  program: Command,
  flags: Readonly<Record<string, Flag>>,
  aliases: Aliases = {},
): FlagValues {
  const names = [...Object.entries(aliases), ...Object.keys(flags).map((name) => [name, name] as const)];
  const given = names.filter(([spelling]) => program.getOptionValueSource(spelling) === 'cli');
  return Object.fromEntries(
    given.map(([spelling, name]) => [name, flags[name]!.parse(program.getOptionValue(spelling))]),
  );
}

/**
 * Returns a command line in which flags are spelled with underscores, as in the tutorials: `--data-dir` is `--data_dir`.
 * What follows a bare `--` stays as it is.
 */
export function underscored(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, at) => {
    if (end >= 0 && at >= end) return argument;
    return argument.replace(/^--[a-z][a-z-]*(?==|$)/, (flag) => `--${flag.slice(2).replaceAll('-', '_')}`);
  });
}

/** Returns the value that a command line has for a flag, before it is parsed; undefined where it has none. */
export function peek(argv: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (const [at, argument] of argv.entries()) {
    if (argument === `--${name}`) found = argv[at + 1];
    else if (argument.startsWith(`--${name}=`)) found = argument.slice(name.length + 3);
  }
  return found;
}
