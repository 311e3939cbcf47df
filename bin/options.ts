import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Flag, FlagError, type FlagValues, written } from '../experiments/runs/flags';

/** Earlier names of flags, which commands still accept: the old name, then today's. */
type Aliases = Readonly<Record<string, string>>;

/** Adds flags with help, range and default to a program. Aliases do not appear in its help. */
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

function optionOf(
  name: string,
  { help, placeholder, range, default: value, alone, takesSeveral, parse }: Flag,
): Option {
  const shape = takesSeveral
    ? placeholder.replace('>', '...>')
    : alone
      ? placeholder.replace('<', '[').replace('>', ']')
      : placeholder;
  // Where the help says what None is, or the default, nothing is said twice.
  const values = range && range !== 'or None' ? `${help} (${range})` : help;
  const option = new Option(`--${name} ${shape}`, values);
  if (alone !== undefined) option.preset(alone);
  if (value !== '' && !help.includes('(default: ')) option.default(value, written(value));
  return option.argParser((text: string, before: unknown) => {
    try {
      parse(text);
      if (takesSeveral && typeof before === 'string') return `${before};${text}`;
      return text; // givenFlags parses it again, because commander takes null (None) for no value
    } catch (error) {
      if (!(error instanceof FlagError)) throw error;
      throw new InvalidArgumentError(`${error.message.replace(/^./, (first) => first.toUpperCase())}.`);
    }
  });
}

/** Returns the values of the flags on the command line, under today's names. */
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
 * Returns a command line with underscores in its flags, as the tutorials spell them: `--data-dir`
 * becomes `--data_dir`. `--no-header` becomes `--header=no`. Arguments after a bare `--` do not
 * change.
 */
export function underscored(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, at) => {
    if (end >= 0 && at >= end) return argument;
    const flag = argument.replace(
      /^--[a-z][a-z-]*(?==|$)/,
      (name) => `--${name.slice(2).replaceAll('-', '_')}`,
    );
    return flag === '--no_header' ? '--header=no' : flag;
  });
}

/** Returns a flag's value on the command line before parsing; undefined if it is absent. */
export function peek(argv: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (const [at, argument] of argv.entries()) {
    if (argument === `--${name}`) found = argv[at + 1];
    else if (argument.startsWith(`--${name}=`)) found = argument.slice(name.length + 3);
  }
  return found;
}
